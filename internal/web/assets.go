package web

import (
	"maps"
	"slices"
)

// Asset is one file of an app as this program was built with it.
type Asset struct {
	Path   string            // below the server, "/office/assets/x.js"
	Bodies map[string][]byte // by content coding; "" is the plain form
}

// Assets are the files of all apps, by path. Whoever compares them with what a
// server sends knows whether it serves the app that was released.
func Assets() []Asset {
	var out []Asset
	for _, a := range []struct{ name, prefix string }{{"office", "/office/"}, {"field", "/field/"}, {"seal", SealPath}} {
		files := load(a.name)
		for _, name := range slices.Sorted(maps.Keys(files)) {
			path := a.prefix + name
			if name == "index.html" {
				path = a.prefix
			}
			out = append(out, Asset{path, files[name].body})
		}
	}
	return out
}
