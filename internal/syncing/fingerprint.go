package syncing

import (
	"crypto/sha256"
	_ "embed"
	"encoding/json"
	"slices"
	"sync"
)

//go:embed words.json
var wordsFile []byte

// wordList are 256 short Vietnamese words, distinct also when read without
// their marks. Both sides of an enrolment have the same list.
var wordList = sync.OnceValue(func() (list []string) {
	if err := json.Unmarshal(wordsFile, &list); err != nil || len(list) != 256 {
		panic("syncing: the list of words is damaged")
	}
	return list
})

// FingerprintWords is how many words two people compare.
const FingerprintWords = 6

// Fingerprint is the key of a device as words that an officer and the holder
// of the phone compare: one word for each of the first bytes of the SHA-256 of
// "phendau/device/1\n", the algorithm, a line break, and the public key in
// base64url.
func Fingerprint(alg, publicKey string) []string {
	sum := sha256.Sum256([]byte("phendau/device/1\n" + alg + "\n" + publicKey))
	out := make([]string, FingerprintWords)
	for i := range out {
		out[i] = wordList()[sum[i]]
	}
	return slices.Clip(out)
}
