package store_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// The linter of storage.md sections 1 and 5: it reads every SQL text of this
// package and of its migrations, so that Citus stays open although no test
// runs it, and so that both engines understand the same text.

// localTables are kept on one node or copied to all: they have no ledger_id in
// their keys.
var localTables = []string{"op_seen", "device_head", "refused_op", "quarantine_op", "custody_op", "peer", "challenge_used", "bundle", "device_contact", "enrolment", "registry_entity", "list", "goose_db_version",
	"draft", "upload", "content", "walked", "tip_slot", "tip_lookup", "tip_item", "tip_said", "tip_leaf", "tip_officer", "tip_waiting", "tip_quorum", "tip_recovery", "account", "passkey", "password", "recovery_code", "invitation", "ceremony", "session", "access_token", "request_seen", "instance", "import_file",
	"audit_head", "audit_record", "audit_hash", "audit_checkpoint"}

// exceptions are statements that go over all ledgers on purpose, by a part of
// their text, with the reason.
var exceptions = map[string]string{
	"SELECT record_id FROM record WHERE ":                    "imports ask whether an id is taken anywhere",
	"FROM record WHERE event_id = $1 AND role":               "members of an event lie in other ledgers",
	"SELECT ledger_id FROM lock_mark WHERE snapshot_id = $1": "a withdrawn report lets go in every ledger it covered",
	"WHERE b.device_id = $1":                                 "a device owes files to several ledgers",
	"FROM op WHERE device_id = $1":                           "a device writes into several ledgers",
	"FROM tip_case":                                          "a case is found without knowing its desk, and the ombudsperson sees all",
	"WHERE kind = 'registry'":                                "a book has one registry ledger",
}

// seam is where the engines may differ.
var seam = []string{"dialect.go", "open.go"}

var forbidden = []string{`\bMERGE\b`, `\bTRIGGER\b`, `\bLISTEN\b`, `\bNOTIFY\b`, `GROUPING SETS`, `\bROLLUP\b`, `\bLATERAL\b`, `\bRECURSIVE\b`, `advisory`, `\bnow\(`, `\bstrftime\b`,
	`\brandom\(`, `\bILIKE\b`, `->`, `\bANY\s*\(`, `SELECT \*`, `\bgreatest\(`, `\bleast\(`, `json_`, `\blower\(`, `\bupper\(`, `CURRENT_`, `\bSERIAL\b`, `IDENTITY`, `FOR UPDATE`, `\bLIKE\b`}

var sqlStart = regexp.MustCompile(`^\s*(SELECT|INSERT INTO|UPDATE|DELETE FROM|WITH|MERGE|CREATE|DROP|ALTER|LISTEN|NOTIFY)\b`)

// sqlText is one statement as it stands in a Go file, with "?" where a Go
// expression is joined in.
type sqlText struct {
	file string
	line int
	text string
}

// readSQL finds the SQL texts of a Go file, joined over +.
func readSQL(name string, src any) ([]sqlText, error) {
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, name, src, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	var out []sqlText
	visit := func(n ast.Node) bool {
		if imp, ok := n.(*ast.ImportSpec); ok && imp != nil {
			return false
		}
		e, ok := n.(ast.Expr)
		if !ok {
			return true
		}
		text, isText := joined(e)
		if !isText {
			return true
		}
		if sqlStart.MatchString(text) {
			out = append(out, sqlText{filepath.Base(name), fset.Position(e.Pos()).Line, text})
		}
		return false
	}
	ast.Inspect(f, visit)
	return out, nil
}

// joined is the text of a string literal or of a sum with one in it.
func joined(e ast.Expr) (string, bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		s, err := strconv.Unquote(e.Value)
		return s, e.Kind == token.STRING && err == nil
	case *ast.BinaryExpr:
		a, okA := joined(e.X)
		b, okB := joined(e.Y)
		if e.Op != token.ADD || !okA && !okB {
			return "", false
		}
		return a + b, true
	case *ast.Ident:
		return " " + e.Name + " ", false
	case *ast.CallExpr:
		return " ? ", false
	case *ast.ParenExpr:
		return joined(e.X)
	}
	return "", false
}

var (
	literal   = regexp.MustCompile(`'[^']*'`)
	tableWord = regexp.MustCompile(`(?i)\b(?:FROM|JOIN|INTO|UPDATE)\s+([a-z_]+)(?:\s+(?:AS\s+)?([a-z]\w*))?`)
	joinWord  = regexp.MustCompile(`(?i)\bJOIN\s+([a-z_]+)\s+([a-z]\w*)\s+ON\s+(.*?)(?:\bJOIN\b|\bLEFT\b|\bWHERE\b|\bGROUP\b|\bORDER\b|$)`)
	insertIn  = regexp.MustCompile(`(?is)INSERT INTO\s+([a-z_]+)\s*\(([^)]*)\)`)
)

func lintSQL(q sqlText, ledgerTables []string) []string {
	var out []string
	bad := func(format string, a ...any) {
		out = append(out, fmt.Sprintf("%s:%d: ", q.file, q.line)+fmt.Sprintf(format, a...))
	}
	inSeam := slices.Contains(seam, q.file)
	for _, l := range literal.FindAllString(q.text, -1) {
		if regexp.MustCompile(`\$\d`).MatchString(l) {
			bad("$digit inside the string %s", l)
		}
	}
	plain := strings.Join(strings.Fields(literal.ReplaceAllString(q.text, "''")), " ")
	if strings.Contains(plain, `"`) {
		bad("a double quote")
	}
	for _, w := range forbidden {
		if !inSeam && regexp.MustCompile("(?i)"+w).MatchString(plain) {
			bad("%s stands outside the seam", w)
		}
	}
	for part := range exceptions {
		if strings.Contains(strings.Join(strings.Fields(q.text), " "), part) || strings.HasPrefix(q.text, part) {
			return out
		}
	}
	for _, m := range insertIn.FindAllStringSubmatch(plain, -1) {
		if slices.Contains(ledgerTables, m[1]) && !strings.Contains(m[2], "ledger_id") {
			bad("INSERT INTO %s without ledger_id", m[1])
		}
	}
	for _, m := range joinWord.FindAllStringSubmatch(plain, -1) {
		if slices.Contains(ledgerTables, m[1]) && !strings.Contains(m[3], m[2]+".ledger_id") {
			bad("JOIN %s without ledger_id", m[1])
		}
	}
	verb, rest, _ := strings.Cut(strings.TrimSpace(plain), " ")
	for _, m := range tableWord.FindAllStringSubmatch(plain, 1) {
		where := strings.Contains(rest, "WHERE ledger_id = ") || strings.Contains(rest, ".ledger_id = ")
		if slices.Contains(ledgerTables, m[1]) && !where && (verb == "UPDATE" || verb == "DELETE" || strings.Contains(rest, " = $")) {
			bad("%s %s without ledger_id in its condition", verb, m[1])
		}
	}
	return out
}

// insertCalls checks the column lists of t.insert("table", "columns", ...).
func insertCalls(name string, src any, ledgerTables []string) ([]string, error) {
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, name, src, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	var out []string
	ast.Inspect(f, func(n ast.Node) bool {
		c, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		sel, ok := c.Fun.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		if x, ok := sel.X.(*ast.Ident); ok && x.Name == "time" && sel.Sel.Name == "Now" && !slices.Contains(append(seam, "tx.go"), filepath.Base(name)) {
			out = append(out, fmt.Sprintf("%s: time.Now beside SQL: the transaction carries the instant", fset.Position(c.Pos())))
		}
		if (sel.Sel.Name == "insert" || sel.Sel.Name == "insertCount") && len(c.Args) == 4 {
			table, _ := joined(c.Args[0])
			cols, isText := joined(c.Args[1])
			if isText && slices.Contains(ledgerTables, table) && !strings.HasPrefix(cols, "ledger_id") {
				out = append(out, fmt.Sprintf("%s: insert into %s without ledger_id first", fset.Position(c.Pos()), table))
			}
		}
		return true
	})
	return out, nil
}

// table is a table of a migration with the columns of its keys.
type table struct {
	name    string
	columns []string
	keys    []string // "ledger_id, seq" for each PRIMARY KEY, UNIQUE and FOREIGN KEY
}

var (
	createTable = regexp.MustCompile(`(?s)CREATE TABLE ([a-z_]+) \((.*?)\n\)`)
	tableKey    = regexp.MustCompile(`(?:PRIMARY KEY|UNIQUE|FOREIGN KEY) \(([^)]*)\)`)
	columnKey   = regexp.MustCompile(`^\s*([a-z_]+) .*(?:PRIMARY KEY|UNIQUE)`)
	uniqueIndex = regexp.MustCompile(`CREATE UNIQUE INDEX \w+ ON ([a-z_]+) \(([^)]*)\)`)
)

func parseTables(ddl string) []table {
	var out []table
	for _, m := range createTable.FindAllStringSubmatch(ddl, -1) {
		t := table{name: m[1]}
		for _, line := range strings.Split(strings.TrimSpace(m[2]), "\n") {
			if k := tableKey.FindStringSubmatch(line); k != nil {
				t.keys = append(t.keys, k[1])
				continue
			}
			word, _, _ := strings.Cut(strings.TrimSpace(line), " ")
			t.columns = append(t.columns, word)
			if k := columnKey.FindStringSubmatch(line); k != nil {
				t.keys = append(t.keys, k[1])
			}
		}
		for _, k := range uniqueIndex.FindAllStringSubmatch(ddl, -1) {
			if k[1] == t.name {
				t.keys = append(t.keys, k[2])
			}
		}
		out = append(out, t)
	}
	return out
}

// lintTables checks the keys of ledger tables and what no migration may hold.
func lintTables(ddl string) []string {
	var out []string
	for _, t := range parseTables(ddl) {
		if slices.Contains(localTables, t.name) {
			continue
		}
		if len(t.keys) == 0 {
			out = append(out, t.name+" has no key")
		}
		for _, k := range t.keys {
			if k != "ledger_id" && !strings.HasPrefix(k, "ledger_id,") {
				out = append(out, t.name+" has the key ("+k+") without ledger_id first")
			}
		}
	}
	for _, w := range []string{"TRIGGER", "SERIAL", "IDENTITY", "AUTOINCREMENT", "CREATE FUNCTION", "CREATE SEQUENCE", "DOUBLE", "REAL", "NUMERIC", "TIMESTAMP", "JSONB"} {
		if strings.Contains(strings.ToUpper(regexp.MustCompile(`(?m)^--.*$`).ReplaceAllString(ddl, "")), w) {
			out = append(out, "a migration holds "+w)
		}
	}
	return out
}

func ledgerTables(t *testing.T) []string {
	t.Helper()
	ddl, err := os.ReadFile("migrate/sqlite/0001_book.sql")
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, tab := range parseTables(string(ddl)) {
		if !slices.Contains(localTables, tab.name) {
			out = append(out, tab.name)
		}
	}
	return out
}

func TestSQLFollowsTheHouseRules(t *testing.T) {
	tables := ledgerTables(t)
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	n, used := 0, map[string]bool{}
	for _, f := range files {
		if strings.HasSuffix(f, "_test.go") {
			continue
		}
		texts, err := readSQL(f, nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, q := range texts {
			n++
			for part := range exceptions {
				if strings.Contains(strings.Join(strings.Fields(q.text), " "), part) || strings.HasPrefix(q.text, part) {
					used[part] = true
				}
			}
			for _, bad := range lintSQL(q, tables) {
				t.Error(bad)
			}
		}
		calls, err := insertCalls(f, nil, tables)
		if err != nil {
			t.Fatal(err)
		}
		for _, bad := range calls {
			t.Error(bad)
		}
	}
	if n < 30 {
		t.Errorf("only %d statements found: the linter does not see the SQL", n)
	}
	for part := range exceptions {
		if !used[part] {
			t.Errorf("the exception %q is not needed any more", part)
		}
	}
	migrations, _ := filepath.Glob("migrate/*/*.sql")
	for _, f := range migrations {
		ddl, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		for _, bad := range lintTables(string(ddl)) {
			t.Errorf("%s: %s", f, bad)
		}
	}
}

// TestTheLinterFindsPlantedViolations: a linter that finds nothing proves
// nothing.
func TestTheLinterFindsPlantedViolations(t *testing.T) {
	tables := ledgerTables(t)
	for name, q := range map[string]string{
		"trigger":              `"CREATE TRIGGER x AFTER INSERT ON op"`,
		"star":                 `"SELECT * FROM list"`,
		"clock":                `"INSERT INTO list (list_id, body) VALUES (1, now())"`,
		"any":                  `"SELECT body FROM list WHERE list_id = ANY($1)"`,
		"json":                 `"SELECT body->>'kind' FROM list"`,
		"recursive":            `"WITH RECURSIVE t AS (SELECT 1) SELECT seq FROM op"`,
		"ilike":                `"SELECT body FROM list WHERE body ILIKE 'a'"`,
		"listen":               `"LISTEN heads"`,
		"double quotes":        `"SELECT \"body\" FROM list"`,
		"dollar in a string":   `"SELECT body FROM list WHERE body = 'giá $1'"`,
		"insert":               `"INSERT INTO op (seq, op_id) VALUES ($1, $2)"`,
		"update":               `"UPDATE record SET status = $1 WHERE record_id = $2"`,
		"delete":               `"DELETE FROM lock_mark WHERE snapshot_id = $1"`,
		"join":                 `"SELECT f.seq FROM fact f JOIN standing s ON s.entry_id = f.entry_id WHERE f.ledger_id = $1"`,
		"joined over +":        `"SELECT f.seq FROM fact f " + "JOIN standing s ON s.entry_id = f.entry_id " + where + " ORDER BY 1"`,
		"select by id":         `"SELECT status FROM standing WHERE entry_id = $1"`,
		"for update":           `"SELECT seq FROM ledger_head WHERE ledger_id = $1 FOR UPDATE"`,
		"lateral":              `"SELECT 1 FROM list, LATERAL (SELECT 1) x"`,
		"advisory":             `"SELECT pg_advisory_lock(1)"`,
		"conflict with now":    `"INSERT INTO op (ledger_id) VALUES ($1) ON CONFLICT (ledger_id) DO UPDATE SET seq = strftime('%s')"`,
		"lower of Vietnamese ": `"SELECT lower(body) FROM list"`,
	} {
		texts, err := readSQL("planted.go", "package p\nfunc f(where string) { use("+q+") }")
		if err != nil || len(texts) != 1 {
			t.Fatalf("%s: %v %v", name, texts, err)
		}
		if len(lintSQL(texts[0], tables)) == 0 {
			t.Errorf("%s was not found", name)
		}
		if got := lintSQL(sqlText{"dialect.go", 1, texts[0].text}, nil); name == "advisory" && len(got) > 0 {
			t.Errorf("refused in the seam: %v", got)
		}
	}
	for name, src := range map[string]string{
		"insert call": `package p; func f() { t.insert("record", "record_id, ledger_id", rows, "") }`,
		"clock call":  `package p; import "time"; func f() { t.exec("DELETE FROM list", time.Now()) }`,
	} {
		if got, err := insertCalls("planted.go", src, tables); err != nil || len(got) == 0 {
			t.Errorf("%s was not found (%v)", name, err)
		}
	}
	for name, ddl := range map[string]string{
		"key":     "CREATE TABLE x (\n  ledger_id TEXT NOT NULL,\n  seq INTEGER NOT NULL,\n  PRIMARY KEY (seq)\n) STRICT;",
		"unique":  "CREATE TABLE x (\n  ledger_id TEXT NOT NULL PRIMARY KEY,\n  seq INTEGER NOT NULL\n) STRICT;\nCREATE UNIQUE INDEX y ON x (seq);",
		"no key":  "CREATE TABLE x (\n  ledger_id TEXT NOT NULL\n) STRICT;",
		"serial":  "CREATE TABLE x (\n  ledger_id BIGSERIAL PRIMARY KEY\n);",
		"trigger": "CREATE TRIGGER x BEFORE UPDATE ON op BEGIN SELECT 1; END;",
	} {
		if len(lintTables(ddl)) == 0 {
			t.Errorf("%s was not found", name)
		}
	}
}
