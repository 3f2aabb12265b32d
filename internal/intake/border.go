package intake

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"phendau/internal/border"
	"phendau/internal/catalogue"
	"phendau/internal/formats"
	"phendau/internal/ledger"
	"phendau/internal/place"
	"phendau/internal/registry"
	"phendau/internal/vi"
)

// BorderFile is a map file of the line or of its markers, and what it cannot say
// of itself.
type BorderFile struct {
	*formats.File
	Name   string // for messages
	Digest string // of its bytes, in hex
	// Kind is the register new rows are written into; "" writes none.
	Kind string
	// Place is where rows stand that name no place of their own.
	Place string

	// Of a line: its name, the first day on which it is in force, and, where the
	// file holds one path without attributes, its declared length in metres.
	Line      string
	From      registry.Bound
	DeclaredM int64

	// AcceptLinks says that whoever imports trails saw what of the line they were
	// proposed to stand for, and agrees.
	AcceptLinks bool
}

// Attributes that paths and places may carry, by role and heading.
const (
	roleDeclared = "declared"
	roleCorridor = "corridor"
	roleStarts   = "starts"
	roleEnds     = "ends"
	roleSide     = "side"
	roleSetBy    = "set_by"
	roleSize     = "size"
	roleReach    = "reachable"
	roleWhy      = "why"
	roleState    = "state"
	roleChainage = "chainage"
	roleSegment  = "segment"
	roleFromM    = "from_m"
	roleToM      = "to_m"
)

// borderFields are the roles of headings as people write them.
var borderFields = byHeading(map[string][]string{
	roleDeclared: {"chiều dài công bố", "chiều dài công bố (m)", "declared_m"}, roleCorridor: {"hành lang", "hành lang (m)", "corridor_m"},
	rolePlace: {"địa bàn", "xã", "place"}, roleDocument: {"văn bản", "document"}, roleStarts: {"điểm đầu", "starts"}, roleEnds: {"điểm cuối", "ends"},
	roleSide: {"phía", "side"}, roleSetBy: {"bên cắm", "set_by"}, roleSize: {"cỡ", "size"}, roleReach: {"tiếp cận được", "reachable"},
	roleWhy: {"lý do", "reason"}, roleState: {"tình trạng", "state"}, roleChainage: {"lý trình", "lý trình (m)", "chainage_m"},
	roleSegment: {"đoạn", "segment"}, roleFromM: {"từ (m)", "từ lý trình (m)", "from_m"}, roleToM: {"đến (m)", "đến lý trình (m)", "to_m"},
})

func byHeading(roles map[string][]string) map[string]string {
	out := map[string]string{}
	for role, names := range roles {
		for _, n := range names {
			out[vi.EqualKey(n)] = role
		}
	}
	return out
}

// borderReader plans what a map file of the line would write.
type borderReader struct {
	*run
	file    *BorderFile
	cat     *catalogue.Catalogue
	ids     identity
	drafts  []ledger.Draft
	pending []ledger.Entity // of the line, as the fold would have them
}

func newBorderReader(f *BorderFile, env *Env) *borderReader {
	digest := fmt.Sprint(f.Digest, f.Reading, f.From)
	return &borderReader{run: &run{env: env}, file: f, cat: env.catalogue(), ids: newIdentity(digest)}
}

// attributes are those that are understood, by role.
func attributes(all []formats.Attribute) map[string]string {
	out := map[string]string{}
	for _, a := range all {
		if role := borderFields[vi.EqualKey(a.Key)]; role != "" {
			out[role] = strings.TrimSpace(a.Value)
		}
	}
	return out
}

// at is where the n-th thing of the file stands, from 0.
func (in *borderReader) at(n int, name string) spot {
	return spot{name: in.file.Name, row: n + 1, head: name}
}

// whole reads a number of metres; fallback where nothing is said.
func (in *borderReader) whole(at spot, text string, fallback int64) int64 {
	if text == "" {
		return fallback
	}
	n, err := strconv.ParseInt(strings.ReplaceAll(text, " ", ""), 10, 64)
	if err != nil || n < 0 {
		in.say(Error, at, codeNotMetres, "text", text)
	}
	return n
}

// placeOf finds the place of a path or marker, "" where none is named.
func (in *borderReader) placeOf(at spot, text string) string {
	if text == "" {
		text = in.file.Place
	}
	if text == "" {
		return ""
	}
	found, err := in.env.Registry.Places.Find(text, place.Latest)
	var refused *place.FindError
	if errors.As(err, &refused) {
		in.add(Error, at, "place_"+string(refused.Code), refused.Message.VI, refused.Message.EN)
	} else if err != nil {
		in.say(Error, at, codeInterrupted, "why", err.Error())
	}
	return found.ID
}

// register is the asked kind, if rows of it may stand for a reference.
func (in *borderReader) register(ref string) *catalogue.Kind {
	if in.file.Kind == "" {
		return nil
	}
	if in.cat != nil {
		if k, ok := in.cat.Kind(in.file.Kind); ok && k.Register && refersTo(k, ref) != "" {
			return k
		}
	}
	in.say(Error, spot{name: in.file.Name}, codeNoRegister, "kind", in.file.Kind)
	return nil
}

// refersTo is the dimension of a kind that refers to such things, "" for none.
func refersTo(k *catalogue.Kind, ref string) string {
	for _, kd := range k.Dims {
		if kd.Dim.Ref == ref {
			return kd.Dim.ID
		}
	}
	return ""
}

// rows are the register rows that stand for a reference and pass a test.
func (in *borderReader) rows(ref string, is func(*registry.Register) bool) []*registry.Register {
	var out []*registry.Register
	for i := range in.env.Registry.Registers {
		r := &in.env.Registry.Registers[i]
		if k, ok := in.cat.Kind(r.Kind); ok && refersTo(k, ref) != "" && (in.file.Kind == "" || r.Kind == in.file.Kind) && is(r) {
			out = append(out, r)
		}
	}
	return out
}

// draft checks a document as the fold will and notes its operation.
func (in *borderReader) draft(at spot, typ, id, verb string, whole, body any) {
	b, err := json.Marshal(whole)
	if err == nil {
		e := ledger.Entity{Type: typ, ID: id, Body: b}
		err = in.env.Registry.CheckRegistry(e, in.pending)
		if typ != "register" {
			in.pending = append(in.pending, e)
		}
	}
	var refused *ledger.Refusal
	if errors.As(err, &refused) {
		in.add(Error, at, string(refused.Code), refused.Sentence("vi"), refused.Sentence("en"))
	} else if err != nil {
		in.say(Error, at, codeInterrupted, "why", err.Error())
	}
	in.drafts = append(in.drafts, ledger.Draft{LedgerID: in.env.RegistryID, EntityType: typ, EntityID: id, Verb: verb, ActorID: in.env.Actor, BodyID: in.env.Body,
		Catalogue: in.env.version(), ID: in.ids.named("operation", typ+id), Body: body})
}

// create is a new document.
func (in *borderReader) create(at spot, typ, id string, doc any) {
	in.draft(at, typ, id, "create", doc, doc)
}

// place says where on the line a row stands; nothing where it says so already.
func (in *borderReader) place(at spot, r *registry.Register, field string, was, now any, doc registry.RegisterDoc) {
	a, _ := json.Marshal(was)
	b, _ := json.Marshal(now)
	if string(a) == string(b) {
		return
	}
	in.draft(at, "register", r.ID, "amend", doc, map[string]any{field: now, "why": in.file.Name})
}

// refusedBorder tells what is wrong with a line or number.
func (in *borderReader) refusedBorder(at spot, err error) bool {
	var refused *border.Error
	if errors.As(err, &refused) {
		in.add(Error, at, string(refused.Code), refused.VI, refused.EN)
	}
	return err != nil
}

// plan is what would be written; nothing when anything is wrong.
func (in *borderReader) plan(rows int) (Plan, []Problem) {
	p := Plan{Rows: rows, Records: len(in.drafts), Drafts: in.drafts}
	if known := in.knownAlready(); known > 0 {
		in.say(Error, spot{name: in.file.Name}, codeAlreadyIn, "count", strconv.Itoa(known))
	}
	in.fill(&p)
	return p, in.sorted()
}

func (in *borderReader) knownAlready() int {
	var ids []string
	for _, d := range in.drafts {
		if d.Verb == "create" {
			ids = append(ids, d.EntityID)
		}
	}
	if in.env.Known == nil || len(ids) == 0 {
		return 0
	}
	known, err := in.env.Known(ids)
	if err != nil {
		in.say(Error, spot{name: in.file.Name}, codeInterrupted, "why", err.Error())
	}
	return len(known)
}

// same compares names as people write them.
func same(a, b string) bool { return vi.EqualKey(a) == vi.EqualKey(b) }
