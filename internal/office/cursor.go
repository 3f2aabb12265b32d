package office

import (
	"encoding/base64"
	"encoding/json"

	"phendau/internal/api"
)

// encodeCursor writes where a page ended; readers need not understand it.
func encodeCursor(last string) string { return encodeID([]byte(last)) }

func decodeCursor(s string) (string, bool) {
	b, err := base64.RawURLEncoding.DecodeString(s)
	return string(b), err == nil
}

// writeKey is the cursor of a page that ended at a key of several fields.
func writeKey(key any) string {
	b, _ := json.Marshal(key) // structs of days, numbers and strings
	return encodeID(b)
}

// readKey reads a key back: the zero one from no cursor.
func readKey[K any](cursor string) (key K, err error) {
	if cursor == "" {
		return key, nil
	}
	text, ok := decodeCursor(cursor)
	if !ok || json.Unmarshal([]byte(text), &key) != nil {
		return key, api.Wrong(api.Field{Field: "cursor", Message: "cursor"})
	}
	return key, nil
}
