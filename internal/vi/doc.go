// Package vi writes and reads numbers, dates and names the Vietnamese way.
//
// Which one do I use?
//
//   - Write a number out in words: Spell.
//   - Print a count: Int. A stored integer in its unit: Decimal(value, scale).
//     A share: Percent. Money in a sentence: MoneyWords; in a table: Int.
//   - Read a number a person typed: ParseNumber. A cell of an old report with
//     words and units ("trên 2,6 tỷ đồng"): ParseQuantity.
//   - Are two names the same: EqualKey. Find a name from a hasty query:
//     SearchKey. Sort names: SortKey in SQL, Compare in Go.
//   - Accept text from outside: HasBadText, then NFC.
//
// All arithmetic is on integers: a value is an int64 in base units (metres,
// đồng, turns) and a scale says how many base units make one printed unit.
// Nothing here rounds unless its name or style says so, and then half away
// from zero. Every function is pure and safe for concurrent use. Years, codes,
// document and telephone numbers are not quantities: print them with strconv.
//
// The vectors in testdata are shared with the TypeScript side.
package vi
