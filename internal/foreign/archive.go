package foreign

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"io"
	"path"
	"strings"
)

// Archive is a zip with a budget over everything read out of it. What headers
// say about sizes is used to refuse, never to trust.
type Archive struct {
	ctx   context.Context
	names []string
	files map[string]*zip.File // by lower-case name
	read  map[string]int64     // most bytes read of a part so far
	total int64
}

// OpenArchive checks the directory of an archive and the beginning of every
// part. admit may refuse a part by its name (lower case, with "/"); nil admits
// all. Errors are *Error, the context's or those of admit.
func OpenArchive(ctx context.Context, r io.ReaderAt, size int64, admit func(name string) error) (*Archive, error) {
	z, err := zip.NewReader(r, size)
	if err != nil {
		return nil, &Error{Torn, err}
	}
	if len(z.File) > MaxParts {
		return nil, &Error{Fault: Bomb}
	}
	a := &Archive{ctx: ctx, files: map[string]*zip.File{}, read: map[string]int64{}}
	var packed, unpacked uint64
	for _, f := range z.File {
		if err := a.admit(f, admit); err != nil {
			return nil, err
		}
		packed, unpacked = packed+f.CompressedSize64, unpacked+f.UncompressedSize64
		// Parts that share their packed bytes are longer together than the file.
		if packed > uint64(size) || unpacked > MaxUnpackedBytes {
			return nil, &Error{Fault: Bomb}
		}
	}
	for _, f := range z.File {
		if err := a.sniff(f); err != nil {
			return nil, err
		}
	}
	return a, nil
}

// admit judges a part by its entry in the directory of the archive.
func (a *Archive) admit(f *zip.File, more func(name string) error) error {
	name := strings.ToLower(path.Clean(strings.ReplaceAll(f.Name, `\`, "/")))
	switch {
	case f.Flags&1 != 0:
		return &Error{Fault: Encrypted}
	case strings.HasPrefix(name, "..") || strings.HasPrefix(name, "/"), a.files[name] != nil:
		return &Error{Torn, errors.New("name of a part")}
	}
	a.files[name] = f
	a.names = append(a.names, name)
	if more != nil {
		return more(name)
	}
	return nil
}

// sniff refuses archives inside the archive, whatever they are called.
func (a *Archive) sniff(f *zip.File) error {
	if f.FileInfo().IsDir() || f.UncompressedSize64 == 0 {
		return nil
	}
	r, err := f.Open()
	if err != nil {
		return &Error{Torn, err}
	}
	defer r.Close()
	head := make([]byte, 6)
	n, err := io.ReadFull(r, head)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return &Error{Torn, err}
	}
	for _, magic := range []string{"PK\x03\x04", "\x1f\x8b\x08", "7z\xbc\xaf\x27\x1c", "Rar!", "BZh", "\xfd7zXZ"} {
		if bytes.HasPrefix(head[:n], []byte(magic)) {
			return &Error{Fault: Nested}
		}
	}
	return nil
}

// Names lists the parts in the order of the archive, in lower case.
func (a *Archive) Names() []string { return a.names }

// Has reports whether a part is there; names are compared in lower case.
func (a *Archive) Has(name string) bool { return a.files[strings.ToLower(name)] != nil }

// Open reads one part within the budget and up to limit bytes; nil when the
// part is not there.
func (a *Archive) Open(name string, limit int64) (io.ReadCloser, error) {
	name = strings.ToLower(name)
	f := a.files[name]
	if f == nil {
		return nil, nil
	}
	r, err := f.Open()
	if err != nil {
		return nil, &Error{Torn, err}
	}
	return &part{a: a, name: name, r: r, packed: int64(f.CompressedSize64), limit: limit}, nil
}

// part counts what really comes out of the archive.
type part struct {
	a      *Archive
	name   string
	r      io.ReadCloser
	packed int64
	limit  int64
	n      int64
}

func (p *part) Read(b []byte) (int, error) {
	if err := p.a.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := p.r.Read(b)
	p.n += int64(n)
	if before := p.a.read[p.name]; p.n > before {
		p.a.total += p.n - before
		p.a.read[p.name] = p.n
	}
	if p.n > p.limit || p.a.total > MaxUnpackedBytes || p.n > ratioFrom && p.n > MaxRatio*p.packed {
		return 0, &Error{Fault: Bomb}
	}
	return n, err
}

func (p *part) Close() error { return p.r.Close() }
