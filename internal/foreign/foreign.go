// Package foreign opens what files from outside are made of: zip archives
// within a budget and XML without document types. Sizes are counted while
// reading and never believed from a header. It knows no format and opens no
// file; spreadsheets (internal/sheet) and track and map files
// (internal/formats) are read with it.
package foreign

import (
	"context"
	"io"
)

// Limits of files (security.md section 10).
const (
	// MaxFileBytes is the size of a file on disk.
	MaxFileBytes = 64 << 20
	// MaxUnpackedBytes is the size of everything read out of an archive.
	MaxUnpackedBytes = 256 << 20
	// MaxRatio is unpacked to packed bytes of one part. It counts from
	// ratioFrom on: small parts of repeated text may well exceed it.
	MaxRatio  = 100
	ratioFrom = 1 << 20
	// MaxParts is the number of files inside an archive.
	MaxParts = 512

	// maxToken bounds one XML token; a text between two tags is one token.
	maxToken = 16 << 20
	// maxTag bounds one tag: each of its attributes costs far more memory than
	// its letters.
	maxTag = 256 << 10
	// maxDepth bounds the nesting of XML elements.
	maxDepth = 32
)

// Fault names why bytes are refused. The set is closed.
type Fault string

// The faults.
const (
	Torn      Fault = "torn"       // damaged, or not what it says it is
	Bomb      Fault = "bomb"       // unpacks to far more than it holds
	Encrypted Fault = "encrypted"  // with a password
	Nested    Fault = "nested"     // an archive inside the archive
	Doctype   Fault = "doctype"    // a document type declaration, whose entities could grow
	Depth     Fault = "depth"      // elements nested beyond maxDepth
	LongToken Fault = "long_token" // one XML token longer than maxToken, or a tag than maxTag
)

// Error is every refusal of this package. Whoever knows the format says it in
// a sentence.
type Error struct {
	Fault Fault
	Cause error
}

// Error names the fault.
func (e *Error) Error() string {
	if e.Cause != nil {
		return string(e.Fault) + ": " + e.Cause.Error()
	}
	return string(e.Fault)
}

// Unwrap is the failure behind it, if there is one.
func (e *Error) Unwrap() error { return e.Cause }

// Reader stops reading r when ctx ends.
func Reader(ctx context.Context, r io.Reader) io.Reader { return &contextReader{ctx, r} }

type contextReader struct {
	ctx context.Context
	r   io.Reader
}

func (c *contextReader) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.r.Read(p)
}
