package office

import (
	"bytes"
	"context"

	"phendau/internal/access"
	"phendau/internal/api"
	"phendau/internal/calendar"
	"phendau/internal/document"
	"phendau/internal/registry"
	"phendau/internal/tip"
	"phendau/internal/tipdoor"
	"phendau/internal/vi"
	"phendau/internal/words"
)

func (o *Office) tipPosterRoutes(a *api.API) {
	api.Add(a, api.Route{Method: "GET", Path: "/tips/desks/{id}/codes", ID: "getTipCodes", Tag: tagTips, Summary: "The codes of the desk's area, to be printed and read out", Action: access.AnswerTips}, nil, o.tipCodes)
	api.Add(a, api.Route{Method: "GET", Path: "/tips/desks/{id}/poster", ID: "getTipPoster", Tag: tagTips, Summary: "A poster for the hamlets as PDF: address, code of the month, telephone, fingerprint", Action: access.AnswerTips, Class: api.Heavy}, nil, o.tipPoster)
}

// TipCodesView is what hangs in the hamlets.
type TipCodesView struct {
	Month       TipCodeView `json:"month"`
	Week        TipCodeView `json:"week"`
	Next        TipCodeView `json:"next" doc:"Of the coming month, so that paper can be printed before"`
	Address     string      `json:"address" doc:"Of the form without script"`
	Fingerprint string      `json:"fingerprint" doc:"Of the key above the desk, as senders compare it"`
	Authority   string      `json:"authority" doc:"Name of the body whose key it is"`
	Phone       string      `json:"phone,omitempty"`
}

// TipCodeView is a code and when it is taken.
type TipCodeView struct {
	Code string `json:"code" pattern:"^[0-9]{6}$"`
	From string `json:"from"`
	To   string `json:"to" doc:"Last day on which it keeps a slot's place"`
}

func codeView(c tip.AreaCode) TipCodeView { return TipCodeView{c.Code, c.From.String(), c.To.String()} }

// hungUp is what a poster of a desk says.
type hungUp struct {
	desk        registry.TipDesk
	name        string
	authority   string
	fingerprint string
	month, next tip.AreaCode
	week        tip.AreaCode
}

func (o *Office) hungUp(ctx context.Context, c *api.Caller, id string) (*hungUp, error) {
	if _, err := o.tipsOpen(); err != nil {
		return nil, err
	}
	d, reg, _, err := o.tipDesk(ctx, c, id, access.AnswerTips)
	if err != nil {
		return nil, err
	}
	of, err := tip.IDOfUUID(d.ID)
	if err != nil {
		return nil, err
	}
	today := o.today()
	h := &hungUp{desk: d, name: reg.Bodies[d.ID].NameOn(today), authority: reg.Bodies[d.AuthorityID].NameOn(today), fingerprint: tip.Fingerprint(reg.TipAuthority(d.AuthorityID))}
	h.month, h.week = tip.AreaCodes(o.tipCodeKey(), of, today)
	h.next, _ = tip.AreaCodes(o.tipCodeKey(), of, h.month.From+31)
	return h, nil
}

func (o *Office) tipCodes(ctx context.Context, c *api.Caller, in *DeskPath) (*Answer[TipCodesView], error) {
	h, err := o.hungUp(ctx, c, in.ID)
	if err != nil {
		return nil, err
	}
	return &Answer[TipCodesView]{TipCodesView{codeView(h.month), codeView(h.week), codeView(h.next), o.Origin + tipdoor.Page, h.fingerprint, h.authority, h.desk.Phone}}, nil
}

// PosterInput asks for the poster of this month or, before it begins, of the next.
type PosterInput struct {
	DeskPath
	Next bool `query:"next" doc:"With the code of the coming month"`
}

func (o *Office) tipPoster(ctx context.Context, c *api.Caller, in *PosterInput) (*file, error) {
	h, err := o.hungUp(ctx, c, in.ID)
	if err != nil {
		return nil, err
	}
	code := h.month
	if in.Next {
		code = h.next
	}
	var b bytes.Buffer
	if err := document.WritePoster(&b, o.poster(words.For(c.Lang), h, code)); err != nil {
		return nil, err
	}
	return &file{document.PDF.ContentType(), `inline; filename="to-roi-tin-bao.pdf"`, b.Bytes()}, nil
}

func (o *Office) poster(w words.Words, h *hungUp, code tip.AreaCode) *document.Poster {
	t := func(key string, pairs ...any) string { return w.Text("poster."+key, pairs...) }
	p := &document.Poster{By: h.name, Title: t("title"), Lead: t("lead"), URL: o.Origin + tipdoor.Page, At: o.Now()}
	p.Facts = append(p.Facts, document.PosterFact{Name: t("code", "month", monthText(code.From)), Value: code.Code[:3] + " " + code.Code[3:], Note: t("code.until", "day", vi.ShortDate(code.To))})
	if h.desk.Phone != "" {
		p.Facts = append(p.Facts, document.PosterFact{Name: t("phone"), Value: h.desk.Phone})
	}
	p.Facts = append(p.Facts, document.PosterFact{Name: t("fingerprint"), Value: h.fingerprint, Note: t("fingerprint.note", "authority", h.authority), Small: true})
	p.Foot = []string{w.Text("tipform.never"), w.Text("tipform.secret"), w.Text("tipform.call.113")}
	return p
}

// monthText is a month as 3/2026.
func monthText(d calendar.Day) string { return vi.ShortDate(d)[3:] }
