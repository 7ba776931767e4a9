package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/parallax-news/parallax/internal/lab"
)

// labCmd are the stages that run over files.
type labCmd struct {
	Out string `help:"File to write to. Default: standard output." placeholder:"FILE"`

	Feed              labFeedCmd       `cmd:"" help:"Read an archive of feeds."`
	Extract           labExtractCmd    `cmd:"" help:"Extract articles from an archive of pages."`
	Cluster           labClusterCmd    `cmd:"" help:"Group articles into stories."`
	TrainCluster      labTrainCmd      `cmd:"" help:"Learn the weights of the clusterer from labelled files."`
	ClusterBackground labBackgroundCmd `cmd:"" help:"Count words in articles, for the clusterer's first hour."`
	Coverage          labCoverageCmd   `cmd:"" help:"Count the coverage of stories by side."`
	Topics            labTopicsCmd     `cmd:"" help:"Tell the topics of articles."`
	Summarize         labSummarize     `cmd:"" help:"Summarise stories from their articles."`
}

// run sets a stage up. The output appears under its name only when it is whole.
func (t *terminal) lab(out string, stage func(*lab.Run) error) (err error) {
	r := &lab.Run{In: t.in, Out: t.out, Report: t.report, Progress: t.watched(), Now: t.now}
	if out == "" {
		return stage(r)
	}
	f, err := os.CreateTemp(filepath.Dir(out), ".parallax-*")
	if err != nil {
		return fmt.Errorf("--out %s: %w", out, err)
	}
	defer os.Remove(f.Name())
	r.Out = f
	if err := stage(r); err != nil {
		f.Close()
		return err
	}
	if err := f.Close(); err != nil {
		return fmt.Errorf("--out %s: %w", out, err)
	}
	return os.Rename(f.Name(), out)
}

type labFeedCmd struct {
	Archive string `arg:"" help:"A tar or tar.gz of feeds."`
}

func (c labFeedCmd) Run(ctx context.Context, t *terminal, l *cli) error {
	return t.lab(l.Lab.Out, func(r *lab.Run) error { return r.Feed(ctx, c.Archive) })
}

type labExtractCmd struct {
	Archive string `arg:"" help:"A tar or tar.gz with truth.jsonl and pages/ID.html."`
}

func (c labExtractCmd) Run(ctx context.Context, t *terminal, l *cli) error {
	return t.lab(l.Lab.Out, func(r *lab.Run) error { return r.Extract(ctx, c.Archive) })
}

// labFiles are JSON Lines files, or standard input.
type labFiles struct {
	Files []string `arg:"" optional:"" help:"JSON Lines, plain or .gz, .zst, .xz. Default: standard input."`
}

type labClusterCmd struct{ labFiles }

func (c labClusterCmd) Run(ctx context.Context, t *terminal, l *cli) error {
	return t.lab(l.Lab.Out, func(r *lab.Run) error { return r.Cluster(ctx, c.Files) })
}

type labTrainCmd struct{ labFiles }

func (c labTrainCmd) Run(ctx context.Context, t *terminal, l *cli) error {
	return t.lab(l.Lab.Out, func(r *lab.Run) error { return r.TrainCluster(ctx, c.Files) })
}

type labBackgroundCmd struct{ labFiles }

func (c labBackgroundCmd) Run(ctx context.Context, t *terminal, l *cli) error {
	return t.lab(l.Lab.Out, func(r *lab.Run) error { return r.ClusterBackground(ctx, c.Files) })
}

type labCoverageCmd struct {
	labFiles
	Ratings string `help:"Ratings to use beside the built-in catalogue." placeholder:"FILE"`
}

func (c labCoverageCmd) Run(ctx context.Context, t *terminal, l *cli) error {
	return t.lab(l.Lab.Out, func(r *lab.Run) error { return r.Coverage(ctx, c.Files, c.Ratings) })
}

type labTopicsCmd struct{ labFiles }

func (c labTopicsCmd) Run(ctx context.Context, t *terminal, l *cli) error {
	return t.lab(l.Lab.Out, func(r *lab.Run) error { return r.Topics(ctx, c.Files...) })
}

type labSummarize struct{ labFiles }

func (c labSummarize) Run(ctx context.Context, t *terminal, l *cli) error {
	return t.lab(l.Lab.Out, func(r *lab.Run) error { return r.Summarize(ctx, c.Files) })
}
