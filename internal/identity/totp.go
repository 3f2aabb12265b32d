package identity

import (
	"crypto/subtle"
	"fmt"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/totp"
)

// totpStep is how long one code is valid; one step before and after count too.
const totpStep = 30

// NewTOTP makes a secret and the address an authenticator program reads.
func NewTOTP(issuer, name string) (secret, url string, err error) {
	key, err := totp.Generate(totp.GenerateOpts{Issuer: issuer, AccountName: name, Period: totpStep, Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1})
	if err != nil {
		return "", "", fmt.Errorf("make one-time secret: %w", err)
	}
	return key.Secret(), key.URL(), nil
}

// CheckTOTP finds the time step a code belongs to; ok is false when it fits
// none of the three around now.
func CheckTOTP(secret, code string, now time.Time) (step int64, ok bool) {
	at := now.Unix() / totpStep
	for _, s := range []int64{at, at - 1, at + 1} {
		want, err := totp.GenerateCodeCustom(secret, time.Unix(s*totpStep, 0), totp.ValidateOpts{Period: totpStep, Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1})
		if err == nil && subtle.ConstantTimeCompare([]byte(want), []byte(code)) == 1 {
			return s, true
		}
	}
	return 0, false
}
