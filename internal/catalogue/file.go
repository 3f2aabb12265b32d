package catalogue

import (
	"cmp"
	"crypto/sha256"
	"embed"
	"encoding/binary"
	"slices"
	"strings"
)

// Limits of sources. A file becomes one operation of at most 32 KiB in the
// ledger, so the file itself stays below with room for the operation's fields.
const (
	MaxFileBytes = 30 << 10
	MaxFiles     = 200
	maxDepth     = 12 // a well-formed definition needs 10 levels
	maxIDLength  = 60
	maxNameChars = 200
	maxNoteChars = 1000
)

// basePrefix marks the files shipped with the program. They are read before
// all others, so that a clash is reported in the file of the office.
const basePrefix = "base/"

// File is one source file of the catalogue.
type File struct {
	Name    string
	Content []byte
}

//go:embed data/*.yaml
var baseFiles embed.FS

// Base returns the catalogue shipped with the program, sorted by name. The
// contents are fresh copies.
func Base() []File {
	entries, err := baseFiles.ReadDir("data")
	if err != nil {
		panic("catalogue: embedded files unreadable: " + err.Error()) // a broken build
	}
	var files []File
	for _, e := range entries {
		content, err := baseFiles.ReadFile("data/" + e.Name())
		if err != nil {
			panic("catalogue: embedded file unreadable: " + err.Error())
		}
		files = append(files, File{Name: basePrefix + e.Name(), Content: content})
	}
	return files
}

// compareNames orders file names: base files first, then bytewise.
func compareNames(a, b string) int {
	baseA, baseB := strings.HasPrefix(a, basePrefix), strings.HasPrefix(b, basePrefix)
	switch {
	case baseA && !baseB:
		return -1
	case !baseA && baseB:
		return 1
	}
	return cmp.Compare(a, b)
}

// sorted returns the files in compiling order, which does not depend on the
// order given.
func sorted(files []File) []File {
	out := slices.Clone(files)
	slices.SortStableFunc(out, func(a, b File) int { return compareNames(a.Name, b.Name) })
	return out
}

// Digest identifies a set of sources: SHA-256 over the files sorted bytewise
// by name, each as name length, name, content length, content (lengths as
// 8 bytes big-endian). The order given does not matter.
func Digest(files []File) [32]byte {
	ordered := slices.Clone(files)
	slices.SortStableFunc(ordered, func(a, b File) int { return cmp.Compare(a.Name, b.Name) })
	var buf []byte
	for _, f := range ordered {
		buf = binary.BigEndian.AppendUint64(buf, uint64(len(f.Name)))
		buf = append(buf, f.Name...)
		buf = binary.BigEndian.AppendUint64(buf, uint64(len(f.Content)))
		buf = append(buf, f.Content...)
	}
	return sha256.Sum256(buf)
}
