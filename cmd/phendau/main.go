// Command phendau is the working book of the whole-people border-protection
// movement.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"phendau/internal/app"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := app.New().Run(ctx, os.Args[1:])
	stop()
	os.Exit(code)
}
