// Package web serves the built web apps: the files of dist, made by
// `npm run build` in webapp and embedded, so that the program stays one file
// and nobody who writes Go needs Node.
package web

import (
	"embed"
	"net/http"
)

//go:embed all:dist
var dist embed.FS

// OfficeCSP is the policy of the office's documents: scripts, styles and
// requests of this server only, nothing inline, and no HTML out of strings but
// by Svelte's own policy (Trusted Types). The policy "default" is made with the map
// and lets exactly "<svg/>" through, which Leaflet writes when it is loaded.
const OfficeCSP = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; media-src 'self' blob:; font-src 'self'; " +
	"connect-src 'self'; frame-src 'self'; worker-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; " +
	"require-trusted-types-for 'script'; trusted-types svelte-trusted-html default"

// OfficePermissions switches off what the office never needs; passkeys,
// camera, position and copying stay for its own documents.
const OfficePermissions = "accelerometer=(), autoplay=(), display-capture=(), encrypted-media=(), fullscreen=(), gyroscope=(), magnetometer=(), " +
	"microphone=(), midi=(), payment=(), picture-in-picture=(), screen-wake-lock=(), usb=(), xr-spatial-tracking=(), " +
	"camera=(self), geolocation=(self), clipboard-write=(self), publickey-credentials-create=(self), publickey-credentials-get=(self)"

// officeHeaders are on every answer below /office/.
var officeHeaders = map[string]string{
	"Content-Security-Policy":      OfficeCSP,
	"Permissions-Policy":           OfficePermissions,
	"X-Content-Type-Options":       "nosniff",
	"Referrer-Policy":              "no-referrer",
	"Cross-Origin-Opener-Policy":   "same-origin",
	"Cross-Origin-Resource-Policy": "same-origin",
}

// FieldCSP is the policy of the field app's document and of its workers. The
// second policy of Trusted Types lets it start its own two workers by address
// and no other script; "default" is that of the map, as in the office.
const FieldCSP = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; media-src 'self' blob:; font-src 'self'; " +
	"connect-src 'self'; worker-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; " +
	"require-trusted-types-for 'script'; trusted-types svelte-trusted-html phendau-scripts default"

// FieldPermissions leaves the phone's app what a patrol needs, position and a
// screen that stays on, a microphone for a note that is spoken, and nothing it does
// not use yet.
const FieldPermissions = "accelerometer=(), autoplay=(), camera=(), clipboard-write=(self), display-capture=(), encrypted-media=(), fullscreen=(), geolocation=(self), gyroscope=(), " +
	"magnetometer=(), microphone=(self), midi=(), payment=(), picture-in-picture=(), publickey-credentials-create=(), publickey-credentials-get=(), screen-wake-lock=(self), " +
	"usb=(), xr-spatial-tracking=()"

// fieldHeaders are on every answer below /field/.
var fieldHeaders = map[string]string{
	"Content-Security-Policy":      FieldCSP,
	"Permissions-Policy":           FieldPermissions,
	"X-Content-Type-Options":       "nosniff",
	"Referrer-Policy":              "no-referrer",
	"Cross-Origin-Opener-Policy":   "same-origin",
	"Cross-Origin-Resource-Policy": "same-origin",
}

// SealPath is where people without the app seal tips in their own browser.
const SealPath = "/tin-bao/niem-phong/"

// SealCSP is the policy of that page: the field app's, without a map, forms that
// send anything, or what can be installed.
const SealCSP = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; media-src blob:; font-src 'self'; " +
	"connect-src 'self'; worker-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'; " +
	"require-trusted-types-for 'script'; trusted-types svelte-trusted-html phendau-scripts"

// SealPermissions leaves it the position and the microphone, for whoever presses
// their buttons, and copying of a receipt.
const SealPermissions = "accelerometer=(), autoplay=(), camera=(), clipboard-write=(self), display-capture=(), encrypted-media=(), fullscreen=(), geolocation=(self), gyroscope=(), " +
	"magnetometer=(), microphone=(self), midi=(), payment=(), picture-in-picture=(), publickey-credentials-create=(), publickey-credentials-get=(), screen-wake-lock=(), " +
	"usb=(), xr-spatial-tracking=()"

// sealHeaders are on every answer below SealPath. Nothing of it is kept: a cached
// script would tell who else uses a shared computer that somebody was here.
var sealHeaders = map[string]string{
	"Content-Security-Policy":      SealCSP,
	"Permissions-Policy":           SealPermissions,
	"X-Content-Type-Options":       "nosniff",
	"Referrer-Policy":              "no-referrer",
	"Cross-Origin-Opener-Policy":   "same-origin",
	"Cross-Origin-Resource-Policy": "same-origin",
	"Cache-Control":                "no-store",
}

// Seal serves that page below SealPath.
func Seal() http.Handler {
	return app("seal", SealPath, sealHeaders)
}

// Field serves the app of phones below /field/. Its service worker keeps it:
// afterwards it opens without a server.
func Field() http.Handler {
	return app("field", "/field/", fieldHeaders)
}

// Office serves the office app. Request paths begin with /office/. A path
// without a dot in its last part is a screen of the app and gets its document;
// the app itself says when there is no such screen. The headers are on every
// answer, errors too.
func Office() http.Handler {
	return app("office", "/office/", officeHeaders)
}
