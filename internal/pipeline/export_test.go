package pipeline

import (
	"context"

	"github.com/parallax-news/parallax/internal/news"
)

// What the jobs do, for tests that run them one by one.

func (p *Pipeline) VisitHost(ctx context.Context, host string) error     { return p.visit(ctx, host) }
func (p *Pipeline) GroupLanguage(ctx context.Context, lang string) error { return p.group(ctx, lang) }
func (p *Pipeline) AnalyseShard(ctx context.Context, shard int) error    { return p.analyse(ctx, shard) }
func (p *Pipeline) SubscribeFeed(ctx context.Context, f news.ID) error   { return p.subscribe(ctx, f) }
func (p *Pipeline) SweepOnce(ctx context.Context) error                  { return p.sweep(ctx) }

const Shards = shards
