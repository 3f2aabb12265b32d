// Package soak holds the endurance test: many phones record and send to the
// real program through a network that loses, cuts and stalls, while the program
// is killed again and again; afterwards the book is compared with what every
// phone knows. `make soak` runs it long, the ordinary tests a short while.
package soak
