package sheet

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"phendau/internal/foreign"
	"phendau/internal/sheet/grid"
)

// File is a book read from disk; its rows can be read until Close.
type File struct {
	*grid.Book
	f *os.File
}

// Close ends the reading.
func (f *File) Close() error { return f.f.Close() }

// Open reads a file from disk. ctx bounds the reading of rows too.
func Open(ctx context.Context, path string) (*File, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("open spreadsheet: %w", err)
	}
	info, err := f.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = fmt.Errorf("open spreadsheet: %s is not a file", path)
	}
	var b *grid.Book
	if err == nil {
		b, err = Read(ctx, filepath.Base(path), f, info.Size())
	}
	if err != nil {
		f.Close()
		return nil, err
	}
	return &File{b, f}, nil
}

// Read finds out what a file is, checks it and lists its sheets. The bytes
// decide, not the name. Rows are read from r when they are asked for, and as
// long as ctx is alive. Errors are *grid.Error or the context's.
func Read(ctx context.Context, name string, r io.ReaderAt, size int64) (*grid.Book, error) {
	switch {
	case size > MaxFileBytes:
		return nil, refusef(grid.CodeTooLarge, MaxFileBytes>>20)
	case size <= 0:
		return nil, refuse(grid.CodeEmptyFile, nil)
	}
	digest, err := hashFile(ctx, r, size)
	if err != nil {
		return nil, torn(err)
	}
	b := &grid.Book{Name: name, SHA256: digest}
	head := make([]byte, 8)
	n, err := r.ReadAt(head, 0)
	if err != nil && err != io.EOF {
		return nil, torn(err)
	}
	switch head = head[:n]; {
	case bytes.HasPrefix(head, []byte("PK")):
		err = readXLSX(ctx, b, r, size)
	case bytes.HasPrefix(head, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")):
		err = refuseCompound(r, size)
	default:
		err = readCSV(ctx, b, r, size)
	}
	if err != nil {
		return nil, torn(err)
	}
	return b, nil
}

func hashFile(ctx context.Context, r io.ReaderAt, size int64) (string, error) {
	h := sha256.New()
	if _, err := io.Copy(h, foreign.Reader(ctx, io.NewSectionReader(r, 0, size))); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// refuseCompound tells a workbook with a password from an old one. Both are
// compound files; the stream of the first has a name of its own.
func refuseCompound(r io.ReaderAt, size int64) error {
	mark := []byte("E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e\x00")
	const window = 64 << 10
	buf := make([]byte, window+len(mark))
	for off := int64(0); off < size; off += window {
		n, err := r.ReadAt(buf, off)
		if bytes.Contains(buf[:n], mark) {
			return refuse(grid.CodeEncrypted, nil)
		}
		if err != nil {
			break
		}
	}
	return refuse(grid.CodeOldExcel, nil)
}
