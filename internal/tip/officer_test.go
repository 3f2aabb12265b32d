package tip

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/ed25519"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"testing"

	"phendau/internal/calendar"
	"phendau/internal/canon"
)

// deskVectors are an officer's wrapped secrets and two records of a desk's keys.
// Only browsers wrap and unwrap: here it is done once more, from the page of the
// formats.
type deskVectors struct {
	Person      string   `json:"person"`
	Secret      string   `json:"secret"` // of the passkey
	Wrap        string   `json:"wrap"`
	Seed        string   `json:"seed"`
	SignSeed    string   `json:"sign_seed"`
	Authority   string   `json:"authority"`
	Fingerprint string   `json:"fingerprint"`
	EpochSeed   string   `json:"epoch_seed"` // of the first record
	Records     []string `json:"records"`
}

const wrapMagic = "PDWRAP1\n"

func wrapCipher(t *testing.T, secret []byte) cipher.AEAD {
	t.Helper()
	key := must(hkdf.Key(sha256.New, secret, nil, "phendau officer wrap v1", 32))
	return must(cipher.NewGCM(must(aes.NewCipher(key))))
}

func raw64(t *testing.T, text string) []byte {
	t.Helper()
	return must(base64.RawURLEncoding.Strict().DecodeString(text))
}

func TestDeskVectors(t *testing.T) {
	if *update {
		write(t, "desk-go.json", makeDesk(t))
	}
	for _, name := range []string{"desk-go.json", "desk-js.json"} {
		v := read[deskVectors](t, name)
		b := raw64(t, v.Wrap)
		plain, err := wrapCipher(t, raw64(t, v.Secret)).Open(nil, b[8:20], b[20:], []byte(v.Person))
		if err != nil || string(b[:8]) != wrapMagic || string(plain) != string(raw64(t, v.Seed))+string(raw64(t, v.SignSeed)) {
			t.Errorf("%s: the wrap does not open: %v", name, err)
		}
		if got := Fingerprint(raw64(t, v.Authority)); got != v.Fingerprint {
			t.Errorf("%s: fingerprint %s", name, got)
		}
		var records []EpochRecord
		for _, text := range v.Records {
			var r EpochRecord
			if err := json.Unmarshal([]byte(text), &r); err != nil || canon.Check([]byte(text)) != nil {
				t.Fatal(name, err)
			}
			from := must(calendar.ParseDay(r.NotBefore))
			if err := r.Verify(raw64(t, v.Authority), from); err != nil {
				t.Errorf("%s: %v", name, err)
			}
			records = append(records, r)
		}
		if err := records[1].Follows(&records[0]); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		own := must(NewEpoch(Seed(raw64(t, v.EpochSeed)), records[0].Desk, 1, 1, 2, nil))
		if own.Recipient != records[0].Recipient || own.SignKey != records[0].SignKey {
			t.Errorf("%s: another key than that of its seed", name)
		}
	}
}

func makeDesk(t *testing.T) *deskVectors {
	r := stream(41)
	seeds := make([]Seed, 5)
	for i := range seeds {
		seeds[i] = must(NewSeed(r))
	}
	secret, nonce, authority := seeds[0], seeds[1][:12], ed25519.NewKeyFromSeed(seeds[2][:])
	pub := authority.Public().(ed25519.PublicKey)
	out := &deskVectors{Person: "01890a5d-ac96-7000-8000-0000000000cc", EpochSeed: text64(seeds[3]), Seed: text64(seeds[4]), SignSeed: text64(seeds[1]), Secret: text64(secret),
		Authority: base64.RawURLEncoding.EncodeToString(pub), Fingerprint: Fingerprint(pub)}
	plain := append(append([]byte{}, seeds[4][:]...), seeds[1][:]...)
	out.Wrap = base64.RawURLEncoding.EncodeToString(append([]byte(wrapMagic+string(nonce)), wrapCipher(t, secret[:]).Seal(nil, nonce, plain, []byte(out.Person))...))
	desk := must(NewID(r))
	from := calendar.MakeDay(2026, 10, 1)
	first := must(NewEpoch(seeds[3], desk, 1, from, from+91, nil))
	must(0, first.Sign(authority))
	second := must(NewEpoch(must(NewSeed(r)), desk, 2, from+60, from+91, first))
	must(0, second.Sign(authority))
	for _, x := range []*EpochRecord{first, second} {
		out.Records = append(out.Records, string(must(canon.Marshal(x))))
	}
	return out
}

func text64(s Seed) string { return base64.RawURLEncoding.EncodeToString(s[:]) }
