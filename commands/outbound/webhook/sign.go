package webhook

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// The headers of a delivery.
const (
	SignatureHeader = "Cerebro-Signature"
	EventHeader     = "Cerebro-Event"
	TypeHeader      = "Cerebro-Event-Type"
)

// ErrSignature: the signature is missing, wrong or too old.
var ErrSignature = errors.New("signature does not check out")

// Sign makes the signature header of a body sent at a moment.
func Sign(secret, body []byte, at time.Time) string {
	return fmt.Sprintf("t=%d,v1=%s", at.Unix(), hex.EncodeToString(mac(secret, body, at.Unix())))
}

func mac(secret, body []byte, at int64) []byte {
	h := hmac.New(sha256.New, secret)
	h.Write(strconv.AppendInt(nil, at, 10))
	h.Write([]byte{'.'})
	h.Write(body)
	return h.Sum(nil)
}

// maxSignature bounds a header that is looked at.
const maxSignature = 1024

// Verify checks a signature header as a receiver should: that one of its v1
// signatures is right and that it was made within tolerance of now, so that a
// recorded request cannot be sent again later.
func Verify(header string, secret, body []byte, now time.Time, tolerance time.Duration) error {
	if len(header) > maxSignature {
		return fmt.Errorf("%w: the header is too long", ErrSignature)
	}
	var at int64
	var signatures [][]byte
	for part := range strings.SplitSeq(header, ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		switch name {
		case "t":
			t, err := strconv.ParseInt(value, 10, 64)
			if err != nil {
				return fmt.Errorf("%w: its time is not a number", ErrSignature)
			}
			at = t
		case "v1":
			if s, err := hex.DecodeString(value); err == nil {
				signatures = append(signatures, s)
			}
		}
	}
	if off := now.Sub(time.Unix(at, 0)).Abs(); off > tolerance {
		return fmt.Errorf("%w: it was made %s from now", ErrSignature, off.Round(time.Second))
	}
	want := mac(secret, body, at)
	for _, s := range signatures {
		if hmac.Equal(s, want) {
			return nil
		}
	}
	return fmt.Errorf("%w: no v1 of it matches", ErrSignature)
}
