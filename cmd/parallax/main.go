// Command parallax reads the news of many outlets and shows each event as one story.
// Run parallax --help for its commands; the work is done in internal/app and below.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/alecthomas/kong"

	"github.com/parallax-news/parallax/internal/app"
)

// Exit statuses.
const (
	exitFailed = 1
	exitUsage  = 2 // the input or the settings are at fault, not the program
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// run is the program without its process: what a test can call.
func run(ctx context.Context, args []string, in io.Reader, out, report io.Writer) int {
	var c cli
	status := -1
	parser, err := kong.New(&c,
		kong.Name("parallax"),
		kong.Description("Reads the news of many outlets, finds the articles that report the same event, and shows each event as one story."),
		kong.UsageOnError(), kong.Writers(out, report), kong.Exit(func(s int) { status = s }),
		kong.BindTo(ctx, (*context.Context)(nil)),
	)
	if err != nil {
		fmt.Fprintln(report, "parallax:", err)
		return exitFailed
	}
	k, err := parser.Parse(args)
	if status >= 0 { // --help was answered
		return status
	}
	if err != nil {
		fmt.Fprintln(report, "parallax:", err)
		return exitUsage
	}
	err = k.Run(&terminal{in: in, out: out, report: report, now: time.Now, config: c.Config})
	switch {
	case err == nil, errors.Is(err, context.Canceled) && ctx.Err() != nil:
		return 0
	case app.BadInput(err):
		fmt.Fprintln(report, "parallax:", err)
		return exitUsage
	default:
		fmt.Fprintln(report, "parallax:", err)
		return exitFailed
	}
}
