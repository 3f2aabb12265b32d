package vi

// Sentence is one message in the two languages the product always carries.
type Sentence struct{ VI, EN string }

// pick returns the English wording for "en" and the Vietnamese one otherwise.
func pick(lang string, s Sentence) string {
	if lang == "en" {
		return s.EN
	}
	return s.VI
}
