package phone

import (
	"bytes"
	"crypto/hpke"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"

	"phendau/internal/syncing"
)

// Export writes what was not received into one file, sealed for the book: the
// operations as they are signed, and the files they name. The phone changes
// nothing of its own; it has met its server once before.
func (p *Phone) Export() ([]byte, error) {
	begin, seal, err := syncing.ExportSender(p.exportKey)
	if err != nil {
		return nil, err
	}
	x := &export{seal: seal}
	x.Write(begin)
	x.json(syncing.ExportHeadFrame, syncing.ExportHead{V: 1, DeviceID: p.Author.DeviceID, MadeMS: p.NowMS(), App: "phone", Part: 1, Of: 1})
	var ops []syncing.WireOp
	for i := range p.state.Ops {
		if k := &p.state.Ops[i]; k.Where == OnPhone || k.Where == Quarantined || k.Where == InCustody {
			ops = append(ops, syncing.WireOp{Op: string(k.Op.Bytes), Sig: k.Op.SigText()})
		}
	}
	x.json(syncing.ExportOpsFrame, ops)
	for i := range p.state.Photos {
		if f := &p.state.Photos[i]; f.Where == OnPhone {
			x.blob(f)
		}
	}
	sum := sha256.Sum256(x.Bytes())
	sig := p.Author.SignText(syncing.ExportInfo + hex.EncodeToString(sum[:]))
	x.json(syncing.ExportEndFrame, syncing.ExportEnd{Sig: base64.RawURLEncoding.EncodeToString(sig)})
	return x.Bytes(), x.err
}

// export is a file being written.
type export struct {
	bytes.Buffer
	seal *hpke.Sender
	err  error
}

func (x *export) json(kind byte, v any) {
	b, err := json.Marshal(v)
	x.frame(kind, b, err)
}

func (x *export) blob(f *Photo) {
	b, err := json.Marshal(f.offer())
	x.frame(syncing.ExportBlobFrame, append(binary.BigEndian.AppendUint16(nil, uint16(len(b))), append(b, f.Bytes...)...), err)
}

func (x *export) frame(kind byte, body []byte, err error) {
	if x.err == nil {
		x.err = err
	}
	if x.err != nil {
		return
	}
	sealed, err := x.seal.Seal(nil, append([]byte{kind}, body...))
	if err != nil {
		x.err = err
		return
	}
	x.Write(binary.BigEndian.AppendUint32(nil, uint32(len(sealed))))
	x.Write(sealed)
}
