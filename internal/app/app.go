// Package app wires the program: one file per command. Tests start the real
// program through Main.Run.
package app

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"phendau/internal/backup"
	"phendau/internal/calendar"
	"phendau/internal/figure"
	"phendau/internal/office"
	"phendau/internal/place"
	"phendau/internal/relay"
	"phendau/internal/store"
	"phendau/internal/words"
)

// Main is the program with its surroundings.
type Main struct {
	Stdout, Stderr io.Writer
	Getenv         func(string) string
	// Now is the clock; the day of "today" follows Asia/Ho_Chi_Minh.
	Now func() time.Time
}

// New is the program as the operating system runs it.
func New() *Main {
	return &Main{Stdout: os.Stdout, Stderr: os.Stderr, Getenv: os.Getenv, Now: time.Now}
}

// Exit codes: 0 done, 1 a check failed or an error, 2 wrong usage.
const (
	exitOK = iota
	exitFailed
	exitUsage
)

// usageError is wrong usage; failedCheck is a check that found something.
type usageError struct{ text string }

func (e *usageError) Error() string { return e.text }

// command is one word of the command line.
type command struct {
	name string
	run  func(*Main, context.Context, words.Words, []string) error
}

// commands in the order of the help text.
func commands() []command {
	return []command{
		{"demo", (*Main).demo},
		{"init", (*Main).initBook},
		{"serve", (*Main).serve},
		{"figures", (*Main).figures},
		{"drill", (*Main).drill},
		{"coverage", (*Main).coverage},
		{"export", (*Main).export},
		{"report", (*Main).report},
		{"import", (*Main).imports},
		{"tracks", (*Main).tracks},
		{"verify", (*Main).verify},
		{"doctor", (*Main).doctor},
		{"audit", (*Main).audit},
		{"witness", (*Main).witness},
		{"user", (*Main).user},
		{"backup", (*Main).backup},
		{"restore", (*Main).restore},
		{"site", (*Main).site},
		{"bundle", (*Main).bundle},
		{"catalogue", (*Main).catalogue},
		{"openapi", (*Main).openapi},
		{"bench", (*Main).bench},
		{"version", (*Main).version},
	}
}

// Run executes one command line and returns the exit code.
func (m *Main) Run(ctx context.Context, args []string) int {
	lang, args := m.language(args)
	w := words.For(lang)
	if len(args) == 0 || slices.Contains([]string{"help", "-h", "--help"}, args[0]) {
		fmt.Fprintln(m.Stdout, w.Text("help"))
		return exitOK
	}
	for _, c := range commands() {
		if c.name == args[0] {
			return m.finish(w, c.name, c.run(m, ctx, w, args[1:]))
		}
	}
	fmt.Fprintln(m.Stderr, w.Text("unknown_command", "name", args[0]))
	return exitUsage
}

// language takes --lang from anywhere in the line; PHENDAU_LANG is the
// default.
func (m *Main) language(args []string) (string, []string) {
	lang := m.Getenv("PHENDAU_LANG")
	var rest []string
	for i := 0; i < len(args); i++ {
		switch {
		case (args[i] == "--lang" || args[i] == "-lang") && i+1 < len(args):
			lang = args[i+1]
			i++
		case strings.HasPrefix(args[i], "--lang="):
			lang = strings.TrimPrefix(args[i], "--lang=")
		default:
			rest = append(rest, args[i])
		}
	}
	return lang, rest
}

func (m *Main) finish(w words.Words, name string, err error) int {
	var usage *usageError
	switch {
	case err == nil:
		return exitOK
	case errors.Is(err, flag.ErrHelp):
		fmt.Fprintln(m.Stdout, w.Text("help."+name))
		return exitOK
	case wrongQuestion(err):
		fmt.Fprintln(m.Stderr, "phendau "+name+": "+sentence(w, err))
		return exitUsage
	case errors.As(err, &usage):
		fmt.Fprintln(m.Stderr, usage.text)
		fmt.Fprintln(m.Stderr, w.Text("see_help", "name", name))
		return exitUsage
	}
	fmt.Fprintln(m.Stderr, "phendau "+name+": "+sentence(w, err))
	return exitFailed
}

// wrongQuestion reports errors that the words of the command line caused.
func wrongQuestion(err error) bool {
	var q *figure.Error
	if errors.As(err, &q) {
		return q.Code == figure.UnknownIndicator || q.Code == figure.BadSplit || q.Code == figure.TypeForbids
	}
	var t *office.NoTemplateError
	return errors.As(err, &t)
}

// sentence prefers the wording of an error in the user's language.
func sentence(w words.Words, err error) string {
	if errors.Is(err, store.ErrInUse) {
		return w.Text("book_in_use")
	}
	var schema *store.SchemaError
	if errors.As(err, &schema) {
		return w.Text(schema.Code(), "has", schema.Has, "needs", schema.Needs)
	}
	if e, ok := errors.AsType[*backup.Error](err); ok {
		return w.Text("backup_error."+string(e.Code), "what", e.What)
	}
	var find *place.FindError
	if errors.As(err, &find) {
		return in(w, find.Message)
	}
	var site *office.SiteError
	if errors.As(err, &site) {
		return w.Text("site_error."+site.Code, "detail", site.Detail)
	}
	if code := relay.CodeOf(err); code != "" {
		return w.Text("site_error."+code, "detail", "")
	}
	var inLang interface{ Text(string) string }
	if errors.As(err, &inLang) {
		return inLang.Text(w.Lang())
	}
	var refusal interface{ Sentence(string) string }
	if errors.As(err, &refusal) {
		return refusal.Sentence(w.Lang())
	}
	return err.Error()
}

// today is the civil day in Việt Nam, which has no daylight saving.
func (m *Main) today() calendar.Day {
	return calendar.Day((m.Now().Unix() + 7*3600) / 86400)
}

// newFlags is a flag set that reports errors as usage errors.
func newFlags(name string) *flag.FlagSet {
	fs := flag.NewFlagSet(name, flag.ContinueOnError)
	fs.SetOutput(io.Discard)
	return fs
}

// parse reads flags that may stand before, between and behind the words.
func parse(fs *flag.FlagSet, args []string) ([]string, error) {
	var positional []string
	for {
		if err := fs.Parse(args); err != nil {
			if errors.Is(err, flag.ErrHelp) {
				return nil, err
			}
			return nil, &usageError{err.Error()}
		}
		if fs.NArg() == 0 {
			return positional, nil
		}
		positional = append(positional, fs.Arg(0))
		args = fs.Args()[1:]
	}
}
