package syncing

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"strings"
)

// seal makes an opaque text of a value that only this book can make. It hides
// nothing; it cannot be changed or used for another purpose.
func (h *Hub) seal(purpose string, v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic("syncing: " + err.Error()) // values of this package only
	}
	text := base64.RawURLEncoding.EncodeToString(b)
	return text + "." + base64.RawURLEncoding.EncodeToString(h.mac(purpose, text))
}

// open reads a sealed text; false when it is not ours or of another purpose.
func (h *Hub) open(purpose, sealed string, v any) bool {
	text, tag, ok := strings.Cut(sealed, ".")
	mac, err := base64.RawURLEncoding.DecodeString(tag)
	if !ok || err != nil || !hmac.Equal(mac, h.mac(purpose, text)) {
		return false
	}
	b, err := base64.RawURLEncoding.DecodeString(text)
	return err == nil && json.Unmarshal(b, v) == nil
}

func (h *Hub) mac(purpose, text string) []byte {
	m := hmac.New(sha256.New, h.Secret)
	m.Write([]byte("phendau/sync/" + purpose + "/1\n" + text))
	return m.Sum(nil)
}

// leaseKey is the part of a phone's data key that the server lends it: the
// same for one enrolment, so an unrevoked phone gets it back after a long
// absence, and nothing has to be stored.
func (h *Hub) leaseKey(deviceID string) string {
	return base64.RawURLEncoding.EncodeToString(h.mac("lease", deviceID))
}
