package main

import (
	"context"
	"fmt"
	"os"

	"github.com/parallax-news/parallax/internal/app"
)

type demoCmd struct {
	Addr string `help:"Address to listen on." default:"127.0.0.1:8080" placeholder:"HOST:PORT"`
	Data string `help:"Folder to keep the demo's database in. Default: a temporary one, removed at the end." placeholder:"DIR"`
}

func (d demoCmd) Run(ctx context.Context, t *terminal) error {
	c, err := t.settings(place{})
	if err != nil {
		return err
	}
	c.Addr, c.Data, c.Database, c.Roles = d.Addr, d.Data, "", nil
	c.Site.URL = "http://" + d.Addr
	if c.Data == "" {
		dir, err := os.MkdirTemp("", "parallax-demo-")
		if err != nil {
			return err
		}
		defer os.RemoveAll(dir)
		c.Data = dir
	}
	if err := c.Validate(); err != nil {
		return &app.SettingsError{Err: err}
	}
	o := t.options(c)
	a, err := app.BuildDemo(ctx, c, o)
	if err != nil {
		return err
	}
	return a.Run(ctx, func(addr string) {
		fmt.Fprintf(t.out, "The demo is at http://%s/ : invented outlets, invented news. It fills within a minute; stop it with Ctrl-C.\n", addr)
	})
}
