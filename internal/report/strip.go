package report

import "go.yaml.in/yaml/v3"

// stripForm is a strip map of the line. Keys: name.
type stripForm struct{ name text }

func (c *compiler) strip(s *source, n *yaml.Node) *stripForm {
	f := s.form(n, "name")
	f.need("name")
	return &stripForm{name: c.text(f, "name")}
}

// strips counts the strip maps of a body.
func strips(body []block) (n int) {
	for i := range body {
		if body[i].strip != nil {
			n++
		}
	}
	return n
}

// drawLine asks for the line once, if the template shows it anywhere.
func (j *job) drawLine() (err error) {
	n := strips(j.tpl.body)
	for i := range j.tpl.annexes {
		n += strips(j.tpl.annexes[i].body)
	}
	if n > 0 && j.Strip != nil {
		j.line, err = j.Strip(j.query.Status)
	}
	return err
}
