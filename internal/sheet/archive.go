package sheet

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"io"
	"path"
	"strings"

	"phendau/internal/sheet/grid"
)

// archive is the zip around an XLSX with a budget over everything read out of
// it. What headers say about sizes is used to refuse, never to trust.
type archive struct {
	ctx   context.Context
	files map[string]*zip.File // by lower-case name
	read  map[string]int64     // most bytes read of a part so far
	total int64
}

func openArchive(ctx context.Context, r io.ReaderAt, size int64) (*archive, error) {
	z, err := zip.NewReader(r, size)
	if err != nil {
		return nil, refuse(grid.CodeTorn, err)
	}
	if len(z.File) > MaxParts {
		return nil, refuse(grid.CodeBomb, nil)
	}
	a := &archive{ctx: ctx, files: map[string]*zip.File{}, read: map[string]int64{}}
	var packed, unpacked uint64
	for _, f := range z.File {
		if err := a.admit(f); err != nil {
			return nil, err
		}
		packed, unpacked = packed+f.CompressedSize64, unpacked+f.UncompressedSize64
		// Parts that share their packed bytes are longer together than the file.
		if packed > uint64(size) || unpacked > MaxUnpackedBytes {
			return nil, refuse(grid.CodeBomb, nil)
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
func (a *archive) admit(f *zip.File) error {
	name := strings.ToLower(path.Clean(strings.ReplaceAll(f.Name, `\`, "/")))
	switch {
	case f.Flags&1 != 0:
		return refuse(grid.CodeEncrypted, nil)
	case strings.HasPrefix(name, "..") || strings.HasPrefix(name, "/"), a.files[name] != nil:
		return refuse(grid.CodeTorn, nil)
	case path.Base(name) == "vbaproject.bin" || strings.HasPrefix(name, "xl/macrosheets/"):
		return unsafeContent(macros)
	case strings.HasPrefix(name, "xl/externallinks/"):
		return unsafeContent(externalLink)
	}
	a.files[name] = f
	return nil
}

// sniff refuses archives inside the archive, whatever they are called.
func (a *archive) sniff(f *zip.File) error {
	if f.FileInfo().IsDir() || f.UncompressedSize64 == 0 {
		return nil
	}
	r, err := f.Open()
	if err != nil {
		return refuse(grid.CodeTorn, err)
	}
	defer r.Close()
	head := make([]byte, 6)
	n, err := io.ReadFull(r, head)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return refuse(grid.CodeTorn, err)
	}
	for _, magic := range []string{"PK\x03\x04", "\x1f\x8b\x08", "7z\xbc\xaf\x27\x1c", "Rar!", "BZh", "\xfd7zXZ"} {
		if bytes.HasPrefix(head[:n], []byte(magic)) {
			return unsafeContent(nestedZip)
		}
	}
	return nil
}

// open reads one part within the budget; nil when the part is not there.
func (a *archive) open(name string, limit int64) (*part, error) {
	name = strings.ToLower(name)
	f := a.files[name]
	if f == nil {
		return nil, nil
	}
	r, err := f.Open()
	if err != nil {
		return nil, refuse(grid.CodeTorn, err)
	}
	return &part{a: a, name: name, r: r, packed: int64(f.CompressedSize64), limit: limit}, nil
}

// part counts what really comes out of the archive.
type part struct {
	a      *archive
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
		return 0, refuse(grid.CodeBomb, nil)
	}
	return n, err
}

func (p *part) Close() error { return p.r.Close() }
