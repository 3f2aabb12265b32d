package backup

import "phendau/internal/audit"

// Figure is one figure of the book as it was when the copy was made.
type Figure struct {
	Indicator string `json:"indicator"`
	Measure   string `json:"measure"`
	From      string `json:"from"`
	To        string `json:"to"`
	Value     string `json:"value"` // value, qualifier and number of entries as one text
}

// Report is what a drill found, in the words of programs.
type Report struct {
	V        int    `json:"v"`
	Instance string `json:"instance"`
	Backup   string `json:"backup"` // stamp of the copy
	Proven   string `json:"proven"` // when, in the form of Stamp
	OK       bool   `json:"ok,omitempty"`
	// Found is the first difference, "" where there is none.
	Found      string `json:"found,omitempty"`
	Ledgers    int64  `json:"ledgers"`
	Operations int64  `json:"operations"`
	Facts      int64  `json:"facts"`
	Log        int64  `json:"log"`
	Figures    int    `json:"figures"`
	Blobs      int    `json:"blobs"`
}

// Sign writes the report signed by the log of the book that was restored.
func (r *Report) Sign(s *audit.Signer) ([]byte, error) { return sign(reportPurpose, r, s) }

// OpenReport reads a report and checks its signature by the key it names.
func OpenReport(b []byte) (*Report, string, error) {
	var r Report
	key, err := open(reportPurpose, b, &r)
	return &r, key, err
}
