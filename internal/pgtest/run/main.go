// Command run starts a PostgreSQL of its own for browser tests, prints the
// address of an empty database, and ends with its input.
package main

import (
	"context"
	"fmt"
	"io"
	"os"

	"phendau/internal/pgtest"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run() error {
	s, err := pgtest.Start(pgtest.Options{})
	if err != nil {
		return err
	}
	defer s.Stop()
	url, err := s.NewDatabase(context.Background(), "template0")
	if err != nil {
		return err
	}
	fmt.Println(url)
	_, err = io.Copy(io.Discard, os.Stdin)
	return err
}
