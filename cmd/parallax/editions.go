package main

import (
	"context"
	"fmt"
	"text/tabwriter"

	"github.com/parallax-news/parallax/internal/app"
	"github.com/parallax-news/parallax/internal/news"
	"github.com/parallax-news/parallax/internal/outlet"
)

type editionsCmd struct {
	List  editionsListCmd  `cmd:"" help:"List the outlets of the edition in use, with its balance."`
	Check editionsCheckCmd `cmd:"" help:"Check an edition's file."`
}

type editionsListCmd struct{ place }

func (c editionsListCmd) Run(_ context.Context, t *terminal) error {
	conf, err := t.settings(c.place)
	if err != nil {
		return err
	}
	e, err := app.Edition(conf)
	if err != nil {
		return &app.SettingsError{Err: err}
	}
	return t.edition(e)
}

// edition prints an edition's outlets and how they spread over its scale.
func (t *terminal) edition(e outlet.Edition) error {
	outlets, err := e.Outlets()
	if err != nil {
		return err
	}
	sides, countries := map[news.Side]int{}, map[string]bool{}
	w := tabwriter.NewWriter(t.out, 2, 8, 2, ' ', 0)
	for _, o := range outlets {
		sides[o.Side]++
		countries[o.Country] = true
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", o.Domain, o.Name, o.Country, o.Language, e.Scale.Step(o.Side).Name)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	fmt.Fprintf(t.out, "%s: %d outlets of %d countries", e.Name, len(outlets), len(countries))
	for side := range len(e.Scale.Steps) + 1 {
		fmt.Fprintf(t.out, ", %d %s", sides[news.Side(side)], e.Scale.Step(news.Side(side)).Name)
	}
	_, err = fmt.Fprintln(t.out)
	return err
}

type editionsCheckCmd struct {
	File string `arg:"" help:"YAML file of an edition."`
}

func (c editionsCheckCmd) Run(t *terminal) error {
	conf, err := t.settings(place{})
	if err != nil {
		return err
	}
	conf.Site.Edition = c.File
	e, err := app.Edition(conf)
	if err != nil {
		return &app.InputError{Err: err}
	}
	return t.edition(e)
}
