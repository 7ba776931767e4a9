package main

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"text/tabwriter"
	"time"

	"github.com/parallax-news/parallax/internal/app"
	"github.com/parallax-news/parallax/internal/config"
	"github.com/parallax-news/parallax/internal/feed"
	"github.com/parallax-news/parallax/internal/fetch"
	"github.com/parallax-news/parallax/internal/news"
	"github.com/parallax-news/parallax/internal/outlet"
	"github.com/parallax-news/parallax/internal/store"
)

// allOutlets is more than any catalogue holds.
const allOutlets = 100_000

type outletsCmd struct {
	List   outletsListCmd   `cmd:"" help:"List the outlets that this instance reads, or all."`
	Add    outletsAddCmd    `cmd:"" help:"Follow an outlet: its feed is looked for on its home page."`
	Remove outletsRemoveCmd `cmd:"" help:"Stop following an outlet; --opt-out also hides what it brought."`
	Export outletsExportCmd `cmd:"" help:"Write the outlets as CSV."`
}

type outletsListCmd struct {
	place
	All bool `help:"Also those of the catalogue that are not followed."`
}

func (c outletsListCmd) Run(ctx context.Context, t *terminal) error {
	return t.with(ctx, c.place, func(s *store.Store, _ config.Config) error {
		list, err := s.Outlets(ctx, news.OutletFilter{Followed: !c.All, Limit: allOutlets})
		if err != nil {
			return err
		}
		w := tabwriter.NewWriter(t.out, 2, 8, 2, ' ', 0)
		fmt.Fprintln(w, "DOMAIN\tNAME\tCOUNTRY\tLEAN\tRATERS\tFEEDS\tFAILING\tARTICLES, 30 DAYS")
		for _, o := range list {
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%d\t%d\t%d\t%d\n", o.Domain, o.Name, o.Country, news.DefaultScale.Step(o.Side).Name, o.Raters, o.Feeds, o.Failing, o.Articles)
		}
		return w.Flush()
	})
}

type outletsAddCmd struct {
	place
	Domain string `arg:"" help:"The outlet's domain, e.g. news.example."`
	Name   string `help:"Its name. Default: the catalogue's, else the domain."`
}

func (c outletsAddCmd) Run(ctx context.Context, t *terminal) error {
	return t.with(ctx, c.place, func(s *store.Store, _ config.Config) error {
		f, err := app.FollowOne(ctx, s, news.NewIDs(t.now).Next(), "https://"+c.Domain+"/", "", c.Name, true)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(t.out, "following %s; its feed will be looked for at %s\n", f.Outlet, f.URL)
		return err
	})
}

type outletsRemoveCmd struct {
	place
	Domain string `arg:"" help:"The outlet's domain."`
	OptOut bool   `help:"Also hide all that it brought, and never read it again."`
}

func (c outletsRemoveCmd) Run(ctx context.Context, t *terminal) error {
	return t.with(ctx, c.place, func(s *store.Store, _ config.Config) error {
		o, err := s.Outlet(ctx, c.Domain)
		if errors.Is(err, news.ErrNotFound) {
			return &app.InputError{Err: fmt.Errorf("there is no outlet %s", c.Domain)}
		} else if err != nil {
			return err
		}
		for _, f := range o.Feeds {
			if err := s.RemoveFeed(ctx, f.ID); err != nil {
				return err
			}
		}
		if c.OptOut {
			err = s.OptOut(ctx, store.Edit{Editor: "operator", Reason: "parallax outlets remove --opt-out"}, o.Domain, true)
		}
		if err == nil {
			_, err = fmt.Fprintf(t.out, "%s: %d feeds removed\n", o.Domain, len(o.Feeds))
		}
		return err
	})
}

type outletsExportCmd struct{ place }

func (c outletsExportCmd) Run(ctx context.Context, t *terminal) error {
	return t.with(ctx, c.place, func(s *store.Store, _ config.Config) error {
		list, err := s.Outlets(ctx, news.OutletFilter{Followed: true, Limit: allOutlets})
		if err != nil {
			return err
		}
		w := csv.NewWriter(t.out)
		w.Write([]string{"domain", "name", "country", "language", "owner", "reliability", "lean", "position", "raters"})
		for _, o := range list {
			position := ""
			if o.Position != nil {
				position = strconv.FormatFloat(*o.Position, 'f', 3, 64)
			}
			w.Write([]string{o.Domain, o.Name, o.Country, o.Language, o.Owner, o.Reliability, news.DefaultScale.Step(o.Side).Key, position, strconv.Itoa(o.Raters)})
		}
		w.Flush()
		return w.Error()
	})
}

type feedsCmd struct {
	List   feedsListCmd   `cmd:"" help:"List the feeds with their health."`
	Add    feedsAddCmd    `cmd:"" help:"Follow a feed."`
	Remove feedsRemoveCmd `cmd:"" help:"Stop following a feed."`
	Import feedsImportCmd `cmd:"" help:"Follow the feeds of an OPML file or address."`
	Export feedsExportCmd `cmd:"" help:"Write the feeds as OPML."`
	Probe  feedsProbeCmd  `cmd:"" help:"Ask for an address and tell what is there."`
}

type feedsListCmd struct {
	place
	Failing bool `help:"Only the broken ones."`
}

func (c feedsListCmd) Run(ctx context.Context, t *terminal) error {
	return t.with(ctx, c.place, func(s *store.Store, _ config.Config) error {
		list, err := s.Feeds(ctx)
		if err != nil {
			return err
		}
		w := tabwriter.NewWriter(t.out, 2, 8, 2, ' ', 0)
		fmt.Fprintln(w, "OUTLET\tADDRESS\tFORMAT\tARTICLES\tNEXT POLL\tFAILURES\tERROR")
		for _, f := range list {
			if c.Failing && !f.Failing() {
				continue
			}
			next := f.NextPoll.Format(time.RFC3339)
			if f.Paused {
				next = "paused"
			}
			fmt.Fprintf(w, "%s\t%s\t%s\t%d\t%s\t%d\t%s\n", f.Outlet, f.URL, f.Format, f.Articles, next, f.Failures, f.Error)
		}
		return w.Flush()
	})
}

type feedsAddCmd struct {
	place
	URL    string `arg:"" help:"The feed's address."`
	Outlet string `help:"Domain of the outlet, where it is not that of the address." placeholder:"DOMAIN"`
	Name   string `help:"Name of the outlet, where it is new."`
}

func (c feedsAddCmd) Run(ctx context.Context, t *terminal) error {
	return t.with(ctx, c.place, func(s *store.Store, _ config.Config) error {
		site := ""
		if c.Outlet != "" {
			site = "https://" + c.Outlet + "/"
		}
		f, err := app.FollowOne(ctx, s, news.NewIDs(t.now).Next(), c.URL, site, c.Name, false)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(t.out, "following %s of %s\n", f.URL, f.Outlet)
		return err
	})
}

type feedsRemoveCmd struct {
	place
	URL string `arg:"" help:"The feed's address."`
}

func (c feedsRemoveCmd) Run(ctx context.Context, t *terminal) error {
	return t.with(ctx, c.place, func(s *store.Store, _ config.Config) error {
		list, err := s.Feeds(ctx)
		if err != nil {
			return err
		}
		for _, f := range list {
			if f.URL == c.URL {
				return s.RemoveFeed(ctx, f.ID)
			}
		}
		return &app.InputError{Err: fmt.Errorf("no feed has the address %s", c.URL)}
	})
}

type feedsImportCmd struct {
	place
	Source string `arg:"" help:"OPML file, or http(s) address of one."`
}

func (c feedsImportCmd) Run(ctx context.Context, t *terminal) error {
	return t.with(ctx, c.place, func(s *store.Store, conf config.Config) error {
		get, err := app.NewFetcher(conf, t.options(conf))
		if err != nil {
			return err
		}
		defer get.Close()
		feeds, outlets, err := app.ImportOPML(ctx, s, get, c.Source, news.NewIDs(t.now))
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(t.out, "following %d feeds of %d outlets\n", feeds, outlets)
		return err
	})
}

type feedsExportCmd struct{ place }

func (c feedsExportCmd) Run(ctx context.Context, t *terminal) error {
	return t.with(ctx, c.place, func(s *store.Store, conf config.Config) error {
		list, err := s.Feeds(ctx)
		if err != nil {
			return err
		}
		outlines := make([]feed.Outline, len(list))
		for i, f := range list {
			outlines[i] = feed.Outline{Title: f.Title, FeedURL: f.URL, PageURL: "https://" + f.Outlet + "/"}
		}
		return feed.WriteOPML(t.out, conf.Site.Name, outlines)
	})
}

type feedsProbeCmd struct {
	place
	URL string `arg:"" help:"Address to ask for."`
}

func (c feedsProbeCmd) Run(ctx context.Context, t *terminal) error {
	conf, err := t.valid(c.place)
	if err != nil {
		return err
	}
	get, err := app.NewFetcher(conf, t.options(conf))
	if err != nil {
		return err
	}
	defer get.Close()
	p, err := app.ProbeFeed(ctx, get, c.URL)
	var failed *fetch.Error
	if errors.As(err, &failed) {
		return &app.InputError{Err: err}
	} else if err != nil {
		return err
	}
	if p.Document != nil {
		_, err := fmt.Fprintf(t.out, "%s: %s, %q, language %q, %d entries\n", p.URL, p.Document.Format, p.Document.Title, p.Document.Language, len(p.Document.Entries))
		return err
	}
	fmt.Fprintf(t.out, "%s: no feed: %s\n", p.URL, p.Problem)
	for _, found := range p.Candidates {
		fmt.Fprintf(t.out, "  it names %s %s\n", found.URL, found.Title)
	}
	return &app.InputError{Err: errors.New("there is no feed at this address")}
}

type ratingsCmd struct {
	List   ratingsListCmd   `cmd:"" help:"List an outlet's ratings."`
	Import ratingsImportCmd `cmd:"" help:"Import a file of ratings: our CSV, AllSides, Media Bias/Fact Check or Ad Fontes in their published shapes."`
}

type ratingsListCmd struct {
	place
	Domain string `arg:"" help:"The outlet's domain."`
}

func (c ratingsListCmd) Run(ctx context.Context, t *terminal) error {
	return t.with(ctx, c.place, func(s *store.Store, _ config.Config) error {
		o, err := s.Outlet(ctx, c.Domain)
		if errors.Is(err, news.ErrNotFound) {
			return &app.InputError{Err: fmt.Errorf("there is no outlet %s", c.Domain)}
		} else if err != nil {
			return err
		}
		w := tabwriter.NewWriter(t.out, 2, 8, 2, ' ', 0)
		fmt.Fprintln(w, "RATER\tKIND\tVALUE\tPOSITION\tDATE\tLICENCE")
		for _, r := range o.Ratings {
			position := ""
			if r.Position != nil {
				position = strconv.FormatFloat(*r.Position, 'f', 2, 64)
			}
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\n", r.Rater, r.Kind, r.Value, position, r.Date, r.License)
		}
		return w.Flush()
	})
}

type ratingsImportCmd struct {
	place
	File string `arg:"" help:"CSV file."`
	Pack string `help:"Name under which a later import replaces this one. Default: the file's name." placeholder:"NAME"`
}

func (c ratingsImportCmd) Run(ctx context.Context, t *terminal) error {
	f, err := os.Open(c.File)
	if err != nil {
		return &app.InputError{Err: err}
	}
	defer f.Close()
	ratings, err := outlet.ReadRatings(f, c.File)
	if err != nil {
		return err
	}
	return t.with(ctx, c.place, func(s *store.Store, _ config.Config) error {
		pack := c.Pack
		if pack == "" {
			pack = filepath.Base(c.File)
		}
		if err := s.SaveRatings(ctx, pack, ratings); err != nil {
			return err
		}
		_, err = fmt.Fprintf(t.out, "%d ratings imported as %q\n", len(ratings), pack)
		return err
	})
}
