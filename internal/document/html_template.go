package document

// htmlTemplates are the pieces of the page. No style, no script; html/template
// escapes every value for its place.
const htmlTemplates = `
{{- define "open" -}}
<!DOCTYPE html>
<html lang="vi">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
{{if .Options.Outward}}<base target="_top">
{{end}}<title>{{with .Doc.Title}}{{.}}: {{end}}{{.Doc.SubjectLine}}</title>
{{if .Options.Embed}}<style>{{embedded}}</style>{{else}}<link rel="stylesheet" href="{{.Options.Stylesheet}}">{{end}}
</head>
<body class="paper-page">
{{with .Doc.Marker}}<p class="marker-band">{{.}}</p>{{end}}
<main class="sheet">
<header class="letterhead">
<div class="issuer">
{{range .Doc.Letterhead.SuperiorBody}}<p class="superior">{{.}}</p>{{end}}
<p class="body-name ruled">{{range $i, $s := .Doc.Letterhead.IssuingBody}}{{if $i}}<br>{{end}}{{$s}}{{end}}</p>
</div>
<div class="nation">
<p class="national">{{.National}}</p>
<p class="motto"><span>{{.Motto}}</span></p>
</div>
<div class="number">
<p class="number-line">{{.Doc.Letterhead.NumberLine}}</p>
{{if .Doc.Letter}}<h1 class="about">{{.Doc.SubjectLine}}</h1>{{end}}
{{with .Doc.Letterhead.Urgency}}<p class="stamp">{{.}}</p>{{end}}
{{with .Doc.Letterhead.Circulation}}<p class="stamp">{{.}}</p>{{end}}
</div>
<p class="date-line">{{.Doc.Letterhead.DateLine}}</p>
</header>
{{with .Doc.Marker}}<p class="stamp marker">{{.}}</p>{{end}}
{{if not .Doc.Letter}}<h1><span class="kind">{{.Doc.Title}}</span> <span class="subject ruled">{{.Doc.Subject}}</span></h1>
{{end}}{{if .First}}<div class="addressees{{if not .List}} one{{end}}"><p>{{.First}}</p>{{with .List}}<ul>{{range .}}<li>{{.}}</li>{{end}}</ul>{{end}}</div>{{end}}
{{range .Doc.BasisLines}}<p class="basis">{{.}}</p>
{{end}}
{{- end}}

{{- define "runs" -}}
{{range .}}{{if .Bold}}<b>{{end}}{{if .Italic}}<i>{{end}}
{{- if and .Figure .Href}}<a class="figure" data-cell="{{.Figure}}" href="{{.Href}}">{{.Text}}</a>
{{- else if .Figure}}<span class="figure" data-cell="{{.Figure}}">{{.Text}}</span>
{{- else if .Href}}<a href="{{.Href}}">{{.Text}}</a>
{{- else}}{{.Text}}{{end -}}
{{if .Italic}}</i>{{end}}{{if .Bold}}</b>{{end}}{{end}}
{{- end}}

{{- define "heading" -}}
{{if .Plain}}<p class="item">{{.Label}} {{template "runs" .Runs}}</p>
{{else if eq .Depth 2}}<h2{{if .Part}} class="part"{{end}}><span class="label">{{.Label}}</span> {{template "runs" .Runs}}</h2>
{{else if eq .Depth 3}}<h3><span class="label">{{.Label}}</span> {{template "runs" .Runs}}</h3>
{{else if eq .Depth 4}}<h4><span class="label">{{.Label}}</span> {{template "runs" .Runs}}</h4>
{{else}}<h5><span class="label">{{.Label}}</span> {{template "runs" .Runs}}</h5>
{{end}}
{{- end}}

{{- define "paragraph" -}}
<p{{if .Note}} class="note"{{end}}>{{template "runs" .Runs}}{{if .Closing}}./.{{end}}</p>
{{end}}

{{- define "table" -}}
<figure class="table-box">
{{with .Table.Name}}<figcaption class="table-name">{{.}}</figcaption>{{end}}
{{with .Table.Unit}}<p class="unit">{{.}}</p>{{end}}
<div class="scroll" role="region" tabindex="0"{{with .Table.Name}} aria-label="{{.}}"{{end}}>
<table{{if gt (len .Table.Columns) 4}} class="many"{{end}}>
<thead>
{{range .Grid}}<tr>{{range .}}<th scope="{{if gt .ColSpan 1}}colgroup{{else}}col{{end}}"{{if gt .ColSpan 1}} colspan="{{.ColSpan}}"{{end}}{{if gt .RowSpan 1}} rowspan="{{.RowSpan}}"{{end}}>{{.Text}}</th>{{end}}</tr>
{{end}}</thead>
<tbody>
{{range .Rows}}<tr{{with .Class}} class="{{.}}"{{end}}>{{range .Cells}}{{if .Head}}<th scope="row" class="{{.Align}}"{{if gt .Span 1}} colspan="{{.Span}}"{{end}}>{{template "runs" .Runs}}</th>{{else}}<td class="{{.Align}}"{{if gt .Span 1}} colspan="{{.Span}}"{{end}}>{{template "runs" .Runs}}</td>{{end}}{{end}}</tr>
{{end}}</tbody>
</table>
</div>
{{end}}

{{- define "tableFoot" -}}
{{range .Table.Notes}}<p class="note">{{.}}</p>
{{end}}{{with .Scope}}<p class="note">{{.}}</p>
{{end}}
{{- end}}

{{- define "code" -}}
<p>{{.Label}}<a href="{{.Code.URL}}"><b>{{.Code.Text}}</b></a><br>{{.Help}}</p>
{{- end}}

{{- define "chartTable" -}}
{{with .Chart.Name}}<figcaption>{{.}}</figcaption>{{end}}
{{$missing := .Missing}}{{$spec := .Chart.Spec}}{{with $spec.Strip}}<details><summary>Bảng của hình</summary>
<div class="scroll" role="region" tabindex="0" aria-label="{{$spec.Title}}"><table>
<thead><tr><th scope="col">Đoạn</th><th scope="col">Từ {{$spec.Unit}}</th><th scope="col">Đến {{$spec.Unit}}</th><th scope="col">{{.Words.LastName}}</th></tr></thead>
<tbody>{{range .LastRows}}<tr><th scope="row" class="left">{{.Segment}}</th><td class="right">{{.From}}</td><td class="right">{{.To}}</td><td>{{.Band}}</td></tr>
{{end}}</tbody></table></div></details>
{{else}}<details><summary>Bảng số của hình</summary>
<div class="scroll" role="region" tabindex="0" aria-label="{{$spec.Title}}"><table>
<thead><tr><th scope="col">{{with $spec.Unit}}Đơn vị: {{.}}{{end}}</th>{{range $spec.Series}}<th scope="col">{{.Name}}</th>{{end}}</tr></thead>
<tbody>{{range $i, $c := $spec.Categories}}<tr><th scope="row" class="left">{{$c}}</th>{{range $spec.Series}}{{with index .Points $i}}<td class="right">{{if .Missing}}{{$missing}}{{else if .Href}}<a class="figure" href="{{.Href}}">{{.Printed}}</a>{{else}}{{.Printed}}{{end}}</td>{{end}}{{end}}</tr>
{{end}}</tbody></table></div></details>
{{end}}{{end}}

{{- define "foot" -}}
<p class="note scope">{{.Scope}}</p>
<footer class="sign">
{{with .Doc.Signature.Beside}}<div class="signer beside">{{range .}}<p>{{.}}</p>{{end}}<p class="name">{{$.Blank}}</p></div>{{end}}
<div class="recipients"><p class="recipients-title">{{.Title}}</p>
<ul>{{range .Doc.Recipients.Lines}}<li>{{.}}</li>{{end}}</ul>
{{with .Doc.Recipients.Drafter}}<p>{{.}}</p>{{end}}</div>
<div class="signer">{{range .Doc.Signature.Authority}}<p>{{.}}</p>{{end}}<p class="name">{{.Doc.Signature.SignerLine}}</p></div>
</footer>
{{with .Doc.Letterhead.Contact}}<p class="contact">{{.}}</p>{{end}}
{{end}}

{{- define "annex" -}}
<section class="annex{{if .Annex.Landscape}} landscape{{end}}" aria-labelledby="phu-luc-{{.N}}">
<h2 class="annex-title" id="phu-luc-{{.N}}">{{.Title}}<br><span class="annex-name">{{.Annex.Name}}</span></h2>
<p class="annex-ref">{{.Reference}}</p>
{{end}}

{{- define "endAnnex"}}</section>
{{end}}

{{- define "close" -}}
{{with .Doc.Figures}}<details class="registry"><summary>{{$.Title}} ({{len .}})</summary>
<div class="scroll" role="region" tabindex="0" aria-label="{{$.Title}}"><table class="many">
<thead><tr><th scope="col">Ô</th><th scope="col">Chỉ tiêu</th><th scope="col">Số liệu</th><th scope="col">Đơn vị</th><th scope="col">Bản ghi</th><th scope="col">Mã tra cứu</th></tr></thead>
<tbody>{{range .}}<tr><td class="center">{{.Cell}}</td><th scope="row" class="left">{{if .Name}}{{.Name}}{{else}}{{.Indicator}}{{end}}</th><td class="right">{{if .Href}}<a class="figure" href="{{.Href}}">{{.Printed}}</a>{{else}}{{.Printed}}{{end}}</td><td>{{.Unit}}</td><td class="right">{{.Entries}}</td><td>{{.Code}}</td></tr>
{{end}}</tbody></table></div></details>{{end}}
</main>
{{with .Doc.Provenance}}<p class="provenance">{{.}}</p>{{end}}
</body>
</html>
{{end}}
`
