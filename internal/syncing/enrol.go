package syncing

import (
	"context"
	"crypto/sha256"
	"time"

	"phendau/internal/ledger"
)

// EnrolRequest is what a phone sends with the one-time token an officer showed
// it: the public half of the key it has just made.
type EnrolRequest struct {
	Token     string `json:"token"`
	Alg       string `json:"alg"`
	PublicKey string `json:"public_key"`
}

// EnrolReply gives the phone its id. Both screens show the words of its key;
// when the officer has seen that they are the same, he confirms, and the phone
// may open a session.
type EnrolReply struct {
	DeviceID string   `json:"device_id"`
	Words    []string `json:"words"`
	ServerMS int64    `json:"server_ms"`
}

// TokenHash is how the token of an enrolment is kept, and the code of eight
// digits for those who cannot open the link of a picture.
func TokenHash(token string) []byte {
	sum := sha256.Sum256([]byte("phendau/enrol/1\n" + token))
	return sum[:]
}

// codeDigits is the length of a code typed by hand. There are so few of them
// that trying has to be slow.
const codeDigits = 8

// codeEvery and codeBurst are the pace of tries with codes, of all phones
// together.
const (
	codeEvery = 6 * time.Second
	codeBurst = 10
)

// enrol uses a token up. Whether it was never given, used or over is one
// answer.
func (h *Hub) enrol(ctx context.Context, in *EnrolRequest) (*EnrolReply, error) {
	if len(in.Token) == codeDigits && !h.codes.AllowN(h.Now(), 1) {
		return nil, later(codeTooMany, codeEvery)
	}
	doc := ledger.DeviceBody{Kind: ledger.DeviceNode, Alg: in.Alg, PublicKey: in.PublicKey}
	if _, err := doc.Compile(); err != nil {
		return nil, fail(codeMalformed)
	}
	id := h.NewID()
	taken, err := h.Book.ClaimEnrolment(ctx, TokenHash(in.Token), id, in.Alg, in.PublicKey)
	if err != nil {
		return nil, err
	}
	if !taken {
		return nil, fail(codeTokenGone)
	}
	return &EnrolReply{id, Fingerprint(in.Alg, in.PublicKey), h.nowMS()}, nil
}
