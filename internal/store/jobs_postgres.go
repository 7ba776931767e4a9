package store

import (
	"context"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
)

func (e *postgresEngine) jobs(cfg *river.Config) (Jobs, error) {
	c, err := river.NewClient(riverpgxv5.New(e.pool), cfg)
	if err != nil {
		return nil, err
	}
	return client[pgx.Tx]{c, func(context.Context) error { return nil }}, nil
}
