package app

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"math/big"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"phendau/internal/relay"
	"phendau/internal/tipdoor"
)

// shipped reads a file of deploy/.
func shipped(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("..", "..", "deploy", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// tool is a program of this machine, "" where it is not there, which is said.
func tool(t *testing.T, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		t.Logf("%s is not here: the file was read, not tried", name)
	}
	return path
}

// tried runs a tool over a file with some words changed.
func tried(t *testing.T, text string, change []string, name string, line func(file string) []string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(file, []byte(strings.NewReplacer(change...).Replace(text)), 0o600); err != nil {
		t.Fatal(err)
	}
	args := line(file)
	out, err := exec.Command(args[0], args[1:]...).CombinedOutput()
	if err != nil {
		t.Errorf("%q: %v\n%s", args[1:], err, out)
	}
	return string(out)
}

// TestTheUnitKeepsWhatTheNoteAsks: every directive of security.md section 13, what the
// program needs beside them, and systemd's own judgement.
func TestTheUnitKeepsWhatTheNoteAsks(t *testing.T) {
	unit := shipped(t, "phendau.service")
	has := map[string][]string{}
	for line := range strings.Lines(unit) {
		if name, value, ok := strings.Cut(strings.TrimSpace(line), "="); ok && !strings.HasPrefix(name, "#") {
			has[name] = append(has[name], value)
		}
	}
	for name, want := range map[string]string{
		"NoNewPrivileges": "yes", "ProtectSystem": "strict", "ProtectHome": "yes", "PrivateTmp": "yes", "PrivateDevices": "yes", "MemoryDenyWriteExecute": "yes",
		"RestrictAddressFamilies": "AF_INET AF_INET6 AF_UNIX", "LimitCORE": "0", "MemorySwapMax": "0", "UMask": "0077", "StateDirectoryMode": "0700", "Type": "notify",
		// adjtimex beside the set, and an error for the rest: the office asks whether the
		// clock is kept, and would be ended for it.
		"SystemCallFilter": "@system-service adjtimex", "SystemCallErrorNumber": "EPERM",
	} {
		if !slices.Equal(has[name], []string{want}) {
			t.Errorf("%s=%s, not %s", name, has[name], want)
		}
	}
	for _, name := range []string{"MemoryMax", "WatchdogSec"} {
		if len(has[name]) != 1 || has[name][0] == "" || has[name][0] == "infinity" {
			t.Errorf("%s is %q", name, has[name])
		}
	}
	if u := has["User"]; len(u) != 1 || u[0] == "root" {
		t.Errorf("User is %q", u)
	}
	analyze := tool(t, "systemd-analyze")
	if analyze == "" {
		return
	}
	here := []string{"/usr/local/bin/phendau", "/bin/true"}
	out := tried(t, unit, here, "phendau.service", func(f string) []string { return []string{analyze, "verify", "--man=no", f} })
	if strings.Contains(out, "phendau.service:") {
		t.Errorf("systemd ignores something:\n%s", out)
	}
	// 10 is the worst; what leaves the network to it is in there.
	tried(t, unit, here, "phendau.service", func(f string) []string {
		return []string{analyze, "security", "--offline=true", "--threshold=25", "--no-pager", f}
	})
}

// quiet are the ways that senders of tips go.
var quiet = []string{tipdoor.Prefix[:strings.LastIndex(tipdoor.Prefix, "/")+1], tipdoor.Page}

// TestNginxWritesNothingOfSenders: no line of access or error, nothing of a form in a
// file, nothing packed; and the largest body goes through.
func TestNginxWritesNothingOfSenders(t *testing.T) {
	conf := shipped(t, "nginx.conf")
	for _, way := range quiet {
		block := regexp.MustCompile(`location \^~ ` + regexp.QuoteMeta(way) + ` \{([^}]*)\}`).FindStringSubmatch(conf)
		if block == nil || !strings.Contains(block[1], "access_log off;") || !strings.Contains(block[1], "error_log /dev/null crit;") {
			t.Errorf("%s leaves lines: %q", way, block)
		}
	}
	for _, want := range []string{"gzip off;", "proxy_request_buffering off;", "proxy_buffering off;", "proxy_set_header Host $host;",
		"proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;", "client_max_body_size 130m;"} {
		if !strings.Contains(conf, want) {
			t.Errorf("lacks %s", want)
		}
	}
	for _, never := range []string{"$remote_addr", "$http_user_agent", "$request ", "$args", "combined"} {
		if strings.Contains(conf, never) {
			t.Errorf("logs %s", never)
		}
	}
	if relay.MaxBundle >= 130<<20 {
		t.Error("a bundle does not go through")
	}
	nginx := tool(t, "nginx")
	if nginx == "" {
		return
	}
	cert, key := selfSigned(t)
	dir := t.TempDir()
	head := "events {}\npid " + dir + "/pid;\nhttp {\n"
	for _, name := range []string{"client_body", "proxy", "fastcgi", "uwsgi", "scgi"} { // as the package lays them out
		head += name + "_temp_path " + dir + "/" + name + ";\n"
	}
	tried(t, head+conf+"\n}\n", []string{"/etc/ssl/phendau/cert.pem", cert, "/etc/ssl/phendau/key.pem", key,
		"/var/log/nginx", dir, "listen 80", "listen 127.0.0.1:48080", "listen 443", "listen 127.0.0.1:48443",
		"listen [::]:80;", "", "listen [::]:443 ssl http2;", ""}, "nginx.conf", func(f string) []string { return []string{nginx, "-t", "-e", dir + "/error", "-c", f} })
}

// TestCaddyWritesNothingOfSenders: no line for each request, none that names somebody,
// nothing packed.
func TestCaddyWritesNothingOfSenders(t *testing.T) {
	conf := shipped(t, "Caddyfile")
	site := conf[strings.Index(conf, "phendau.xa.gov.vn {"):]
	for _, never := range []string{"log", "encode"} {
		if regexp.MustCompile(`(?m)^\s*` + never + `\b`).MatchString(site) {
			t.Errorf("the site has %q", never)
		}
	}
	for _, field := range []string{"remote_ip", "client_ip", "uri", "headers"} {
		if !strings.Contains(conf, "request>"+field+" delete") {
			t.Errorf("an error keeps %s", field)
		}
	}
	if caddy := tool(t, "caddy"); caddy != "" {
		tried(t, conf, nil, "Caddyfile", func(f string) []string { return []string{caddy, "validate", "--adapter", "caddyfile", "--config", f} })
	}
}

// selfSigned makes a certificate for the name in the files.
func selfSigned(t *testing.T) (cert, key string) {
	t.Helper()
	pub, priv, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := &x509.Certificate{SerialNumber: big.NewInt(1), DNSNames: []string{"phendau.xa.gov.vn"}, NotBefore: time.Now(), NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, c, c, pub, priv)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(priv)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	cert, key = filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	for path, b := range map[string]*pem.Block{cert: {Type: "CERTIFICATE", Bytes: der}, key: {Type: "PRIVATE KEY", Bytes: secret}} {
		if err := os.WriteFile(path, pem.EncodeToMemory(b), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return cert, key
}
