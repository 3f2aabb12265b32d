package calendar

// CampaignRange is a campaign of the catalogue: a range with its own days,
// name and source ("Sơ kết 2019 - 2024").
type CampaignRange struct {
	ID       string
	Name     Name
	From, To Day
	Source   string
}

// Period returns the range as a period.
func (r CampaignRange) Period() Period { return Named(r.Name, r.From, r.To) }

// Campaigns are the named ranges an office knows.
type Campaigns []CampaignRange

// Find returns the campaign of an id.
func (cs Campaigns) Find(id string) (CampaignRange, bool) {
	for _, r := range cs {
		if r.ID == id {
			return r, true
		}
	}
	return CampaignRange{}, false
}
