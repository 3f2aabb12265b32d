package web

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"slices"
	"strings"
)

// Manifest lists the files of dist in every form in which they are sent, as sha256sum
// lists them, by path in bytes: whoever has the source of a release makes the same
// list with the tools of any system. Its own SHA-256 stands for all of them.
func Manifest() (list, sum string) {
	var lines []string
	err := fs.WalkDir(dist, "dist", func(at string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		body, err := dist.ReadFile(at)
		if err != nil {
			return err
		}
		lines = append(lines, fmt.Sprintf("%x  %s\n", sha256.Sum256(body), strings.TrimPrefix(at, "dist/")))
		return nil
	})
	if err != nil {
		panic("web: " + err.Error()) // embedded at build time; a test reads it
	}
	// A walk goes folder by folder, which is another order than that of whole paths.
	slices.SortFunc(lines, func(a, b string) int { return strings.Compare(a[2*sha256.Size:], b[2*sha256.Size:]) })
	list = strings.Join(lines, "")
	whole := sha256.Sum256([]byte(list))
	return list, hex.EncodeToString(whole[:])
}
