package track

import "bytes"

// MediaType is that of a piece of a track in its one form.
const MediaType = "application/vnd.phendau.track"

// FileMediaType is that of a file of another program from which tracks were
// taken. It is kept beside them as it came, behind FileMagic.
const FileMediaType = "application/vnd.phendau.track-file"

// FileMagic begins every kept file. They are XML, archives or text: behind these
// bytes no program takes one for what it would run.
const FileMagic = "PDTF1\n"

// MaxFileBytes is the largest file that is kept.
const MaxFileBytes = 24 << 20

// WrapFile is the form in which a file is kept; its hash is the evidence.
func WrapFile(b []byte) []byte { return append([]byte(FileMagic), b...) }

// UnwrapFile is the file as it came.
func UnwrapFile(b []byte) ([]byte, bool) { return bytes.CutPrefix(b, []byte(FileMagic)) }
