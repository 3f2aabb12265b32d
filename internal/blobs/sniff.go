package blobs

import (
	"bytes"
	"encoding/binary"

	"phendau/internal/track"
)

// Largest files of each kind, in bytes.
const (
	MaxPicture = 12 << 20
	MaxAudio   = 5 << 20
	MaxPDF     = 12 << 20
	MaxTrack   = 12 << 20
)

// Track and TrackFile are the media types of what says where a patrol went.
// Nobody is served one by its hash.
const (
	Track     = track.MediaType
	TrackFile = track.FileMediaType
)

// IsTrack reports whether a file says where a patrol went.
func IsTrack(media string) bool { return media == Track || media == TrackFile }

// Code is why a file is not taken.
type Code string

// The closed list of refusals.
const (
	Unknown   Code = "unknown" // no kind of the list
	TooLarge  Code = "too_large"
	TooMany   Code = "too_many_pixels"
	HEIC      Code = "heic"
	Markup    Code = "markup"   // SVG, HTML, XML
	Polyglot  Code = "polyglot" // a second format in the same file
	BadFormat Code = "damaged"
	Empty     Code = "empty"
	Metadata  Code = "metadata" // kept as sent, and more than a picture
	// OtherBytes is not what the hash says.
	OtherBytes Code = "hash_mismatch"
)

// Refusal says why a file is not taken; Text what to do instead.
type Refusal struct{ Code Code }

// Error is the English sentence.
func (r *Refusal) Error() string { return r.Text("en") }

// Why is the code, for doors that do not know this one.
func (r *Refusal) Why() string { return string(r.Code) }

// Text is the sentence in vi or en.
func (r *Refusal) Text(lang string) string {
	t := refusals[r.Code]
	if lang == "vi" {
		return t[0]
	}
	return t[1]
}

var refusals = map[Code][2]string{
	Unknown:    {"Loại tệp này không nhận. Hãy gửi ảnh JPEG, PNG, WebP; tệp PDF; hoặc ghi âm M4A, Ogg, WebM.", "This kind of file is not taken. Send a JPEG, PNG or WebP picture, a PDF, or an M4A, Ogg or WebM recording."},
	TooLarge:   {"Tệp quá lớn: ảnh và PDF tối đa 12 MB, ghi âm tối đa 5 MB. Hãy thu nhỏ rồi gửi lại.", "The file is too large: at most 12 MB for pictures and PDF, 5 MB for recordings. Make it smaller and send it again."},
	TooMany:    {"Ảnh quá nhiều điểm ảnh (tối đa 24 triệu, mỗi cạnh 16.384). Hãy thu nhỏ ảnh rồi gửi lại.", "The picture has too many pixels (at most 24 million, 16,384 a side). Make it smaller and send it again."},
	HEIC:       {"Ảnh HEIC chưa nhận được. Trên điện thoại, hãy chọn chụp ảnh dạng JPEG (\"Tương thích nhất\") hoặc chụp màn hình ảnh rồi gửi.", "HEIC pictures are not taken. Set the phone's camera to JPEG (\"Most compatible\"), or send a screenshot of the picture."},
	Markup:     {"Tệp SVG, HTML, XML không nhận vì có thể chứa mã chạy. Hãy xuất thành ảnh PNG hoặc tệp PDF.", "SVG, HTML and XML are not taken: they can carry programs. Export to PNG or PDF."},
	Polyglot:   {"Tệp chứa lẫn nội dung loại khác nên không nhận. Hãy mở ra và lưu lại thành tệp mới.", "The file holds content of another kind and is not taken. Open it and save it anew."},
	BadFormat:  {"Tệp hỏng hoặc chưa đủ. Hãy mở thử và gửi lại.", "The file is damaged or incomplete. Try to open it and send it again."},
	Empty:      {"Tệp rỗng.", "The file is empty."},
	OtherBytes: {"Tệp đến nơi không khớp mã băm. Máy sẽ gửi lại từ đầu.", "The file that arrived does not have its hash. It is sent again from the beginning."},
	Metadata:   {"Ảnh gửi từ điện thoại phải là JPEG đã bỏ hết thông tin kèm theo (vị trí, thiết bị, ảnh nhỏ). Hãy mở ảnh, lưu lại rồi gửi.", "A picture from a phone has to be a JPEG without anything beside the picture (position, device, small picture). Open it, save it anew and send that."},
}

func refuse(c Code) error { return &Refusal{c} }

// kind is a kind of file that is taken.
type kind struct {
	media   string
	picture bool
	max     int
}

var (
	jpegKind = kind{"image/jpeg", true, MaxPicture}
	pngKind  = kind{"image/png", true, MaxPicture}
	webpKind = kind{"image/webp", true, MaxPicture}
	pdfKind  = kind{"application/pdf", false, MaxPDF}
	m4aKind  = kind{"audio/mp4", false, MaxAudio}
	oggKind  = kind{"audio/ogg", false, MaxAudio}
	webmKind = kind{"audio/webm", false, MaxAudio}
	// These two say where somebody was: they come signed, or through PutTrack.
	trackKind = kind{Track, false, MaxTrack}
	fileKind  = kind{TrackFile, false, track.MaxFileBytes + len(track.FileMagic)}
)

// sniff names a file by its content; names and headers of senders are not
// asked.
func sniff(b []byte) (kind, error) {
	k, err := kindOf(b)
	switch {
	case err != nil:
		return k, err
	case len(b) > k.max:
		return k, refuse(TooLarge)
	case k == trackKind:
		return k, readTrack(b)
	case k == fileKind:
		return k, nil
	case !k.picture && hasMarkup(b[:min(len(b), 1024)]):
		return k, refuse(Polyglot)
	}
	return k, nil
}

// readTrack takes a piece in its one form and with a point: nothing else can
// hide in such a file.
func readTrack(b []byte) error {
	t, err := track.Decode(b)
	if err != nil {
		return refuse(BadFormat)
	}
	if len(t.Points) == 0 {
		return refuse(Empty)
	}
	return nil
}

func kindOf(b []byte) (kind, error) {
	has := func(at int, s string) bool { return len(b) >= at+len(s) && string(b[at:at+len(s)]) == s }
	switch {
	case len(b) == 0:
		return kind{}, refuse(Empty)
	case has(0, "\xff\xd8\xff"):
		return jpegKind, nil
	case has(0, "\x89PNG\r\n\x1a\n"):
		return pngKind, nil
	case has(0, "RIFF") && has(8, "WEBP"):
		return webpKind, nil
	case has(0, "%PDF-"):
		return pdfKind, nil
	case has(4, "ftyp"):
		return fourCC(b)
	case has(0, "OggS"):
		return oggKind, nil
	case has(0, track.Magic):
		return trackKind, nil
	case has(0, track.FileMagic):
		return fileKind, nil
	case has(0, "\x1aE\xdf\xa3") && bytes.Contains(b[:min(len(b), 64)], []byte("webm")):
		return webmKind, nil
	case hasMarkup(b[:min(len(b), 1024)]):
		return kind{}, refuse(Markup)
	}
	return kind{}, refuse(Unknown)
}

// fourCC tells recordings from pictures among the files of one family.
func fourCC(b []byte) (kind, error) {
	if len(b) < 16 || int64(binary.BigEndian.Uint32(b)) > int64(len(b)) {
		return kind{}, refuse(BadFormat)
	}
	switch string(b[8:12]) {
	case "M4A ", "M4B ", "mp42", "isom", "iso5": // the last is what recorders of browsers write
		return m4aKind, nil
	case "heic", "heix", "hevc", "heim", "heis", "mif1", "msf1", "avif":
		return kind{}, refuse(HEIC)
	}
	return kind{}, refuse(Unknown)
}

// hasMarkup looks for the beginnings of what browsers would run.
func hasMarkup(head []byte) bool {
	low := bytes.ToLower(head)
	for _, w := range []string{"<svg", "<html", "<!doctype", "<?xml", "<script", "<body", "<iframe"} {
		if bytes.Contains(low, []byte(w)) {
			return true
		}
	}
	return false
}
