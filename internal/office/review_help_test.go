package office_test

import "phendau/internal/amount"

func amountOf(n int64) amount.Value { return amount.ExactValue(n, amount.Declared) }
