package tipdoor

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"strings"
	"time"

	"phendau/internal/tip"
)

// checkOf is a keyed hash of the last digits of a receipt. It goes along in the
// page, since nothing of a receipt stays here.
func (d *Door) checkOf(last string) string {
	nonce := make([]byte, 8)
	_, _ = rand.Read(nonce) // it never fails
	return hex.EncodeToString(nonce) + "." + d.digest(nonce, last)
}

func (d *Door) digest(nonce []byte, last string) string {
	h := hmac.New(sha256.New, d.Secret)
	h.Write([]byte("last digits\x00"))
	h.Write(nonce)
	h.Write([]byte(last))
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// checks says whether digits are those of a hash.
func (d *Door) checks(check, last string) bool {
	text, want, _ := strings.Cut(check, ".")
	nonce, err := hex.DecodeString(text)
	return err == nil && hmac.Equal([]byte(d.digest(nonce, last)), []byte(want))
}

// pageLife is how long a page on which answers are read can be written from.
const pageLife = 30 * time.Minute

// carry seals a receipt into the page that was made for it, so that it need not be
// typed again for each message, and cannot be read from what a browser kept.
func (d *Door) carry(r tip.Receipt) string {
	b := binary.BigEndian.AppendUint64(nil, uint64(d.Now().Add(pageLife).Unix()))
	b = append(b, strings.ReplaceAll(r.Groups(), " ", "")...)
	defer clear(b)
	return base64.RawURLEncoding.EncodeToString(d.carrier().Seal(nil, nil, b, nil))
}

// carried brings it back; false for another's, and for a page that is too old.
func (d *Door) carried(text string) (tip.Receipt, bool) {
	sealed, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		return "", false
	}
	b, err := d.carrier().Open(nil, nil, sealed, nil)
	if err != nil || len(b) < 8 || d.Now().Unix() > int64(binary.BigEndian.Uint64(b)) {
		return "", false
	}
	defer clear(b)
	r, err := tip.ParseReceipt(string(b[8:]))
	return r, err == nil
}

func (d *Door) carrier() cipher.AEAD {
	h := hmac.New(sha256.New, d.Secret)
	h.Write([]byte("page of a receipt"))
	block, err := aes.NewCipher(h.Sum(nil))
	if err != nil {
		panic("tipdoor: " + err.Error()) // the key has 32 bytes
	}
	a, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		panic("tipdoor: " + err.Error())
	}
	return a
}
