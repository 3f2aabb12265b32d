package office

import "maps"

// Findings are all that a doctor can say.
func Findings() map[string]Health { return maps.Clone(findings) }
