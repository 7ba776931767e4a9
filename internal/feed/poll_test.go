package feed

import (
	"math"
	"net/http"
	"testing"
	"time"

	"pgregory.net/rapid"
)

var now = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func middle() float64 { return 0.5 } // no jitter

// every is n times, one each gap, the newest one age ago.
func every(gap, age time.Duration, n int) (times []time.Time) {
	for i := range n {
		times = append(times, now.Add(-age-time.Duration(i)*gap))
	}
	return times
}

func TestNextPoll(t *testing.T) {
	for _, tt := range []struct {
		name           string
		past           Past
		interval, wait time.Duration
	}{
		{"new and silent", Past{}, time.Hour, time.Hour},
		{"an entry a minute", Past{Arrivals: every(time.Minute, 0, 50)}, MinInterval, MinInterval},
		{"two entries an hour", Past{Arrivals: every(30*time.Minute, 0, 50)}, MinInterval, MinInterval},
		{"an entry every four hours", Past{Arrivals: every(4*time.Hour, time.Hour, 20)}, 2 * time.Hour, 2 * time.Hour},
		{"an entry a week", Past{Arrivals: every(7*day, 0, 10)}, MaxInterval, MaxInterval},
		{"busy, but asleep since 8 hours", Past{Arrivals: every(time.Minute, 8*time.Hour, 50)}, 2 * time.Hour, 2 * time.Hour},
		{"old archive behind new entries", Past{Arrivals: append(every(10*time.Minute, 0, 30), every(365*day, day, 30)...)}, MinInterval, MinInterval},
		{"dates of the future", Past{Arrivals: []time.Time{now.Add(day), now.Add(2 * day)}}, time.Hour, time.Hour},
		{"not changed", Past{Interval: time.Hour}, 75 * time.Minute, 75 * time.Minute},
		{"never changed", Past{Interval: MaxInterval}, MaxInterval, MaxInterval},
		{"TTL", Past{Arrivals: every(time.Minute, 0, 50), Hint: 40 * time.Minute}, 40 * time.Minute, 40 * time.Minute},
		{"TTL of a day", Past{Arrivals: every(time.Minute, 0, 50), Hint: day}, time.Hour, time.Hour},
		{"first failure", Past{Interval: time.Hour, Failures: 1}, time.Hour, time.Minute},
		{"second failure", Past{Interval: time.Hour, Failures: 2}, time.Hour, 2 * time.Minute},
		{"tenth failure", Past{Interval: time.Hour, Failures: 10}, time.Hour, 512 * time.Minute},
		{"hundredth failure", Past{Interval: time.Hour, Failures: 100}, time.Hour, day},
		{"Retry-After", Past{Interval: time.Hour, Failures: 1, Status: 429, RetryAfter: 3 * time.Hour}, time.Hour, 3 * time.Hour},
		{"Retry-After of a year", Past{Interval: time.Hour, Failures: 1, Status: 503, RetryAfter: 365 * day}, time.Hour, day},
		{"Retry-After is shorter", Past{Interval: time.Hour, Failures: 5, Status: 503, RetryAfter: time.Second}, time.Hour, 16 * time.Minute},
		{"gone", Past{Interval: time.Hour, Failures: 1, Status: http.StatusGone}, time.Hour, time.Minute},
		{"gone again", Past{Interval: time.Hour, Failures: 2, Status: http.StatusGone}, time.Hour, day},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tt.past.Now, tt.past.Random = now, middle
			interval, at := NextPoll(tt.past)
			if interval != tt.interval || at.Sub(now) != tt.wait {
				t.Errorf("every %v, in %v; want %v, %v", interval, at.Sub(now), tt.interval, tt.wait)
			}
		})
	}
}

func TestNextPoll_properties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		duration := func(name string) time.Duration {
			return time.Duration(rapid.Int64Range(math.MinInt64/4, math.MaxInt64/4).Draw(t, name))
		}
		r := rapid.Float64Range(0, 0.999).Draw(t, "random")
		p := Past{
			Now: now, Interval: duration("interval"), Hint: duration("hint"), RetryAfter: duration("retry after"),
			Failures: rapid.IntRange(0, 1000).Draw(t, "failures"), Status: rapid.SampledFrom([]int{0, 200, 304, 404, 410, 429, 503}).Draw(t, "status"),
			Random: func() float64 { return r },
		}
		for range rapid.IntRange(0, 50).Draw(t, "arrivals") {
			p.Arrivals = append(p.Arrivals, now.Add(-time.Duration(rapid.Int64Range(-1e15, 1e16).Draw(t, "age"))))
		}
		interval, at := NextPoll(p)
		wait := at.Sub(now)
		if interval < MinInterval || interval > MaxInterval {
			t.Fatalf("interval %v", interval)
		}
		if wait > MaxInterval {
			t.Fatalf("wait %v", wait)
		}
		if p.Failures == 0 && wait < MinInterval || wait < firstRetry*9/10 {
			t.Fatalf("wait %v", wait)
		}
		if p.Failures > 0 && wait < min(p.RetryAfter, MaxInterval) {
			t.Fatalf("wait %v, asked for %v", wait, p.RetryAfter)
		}
		if p.Failures == 0 {
			return
		}
		p.Failures++
		if _, later := NextPoll(p); later.Before(at) {
			t.Fatalf("a further failure shortens the wait from %v to %v", wait, later.Sub(now))
		}
	})
}

// A feed with an even rhythm is polled about twice between two entries, and no entry waits longer than the gap.
func TestNextPoll_rhythm(t *testing.T) {
	for _, gap := range []time.Duration{40 * time.Minute, 3 * time.Hour, 20 * time.Hour} {
		t.Run(gap.String(), func(t *testing.T) {
			start := now.Add(-100 * day)
			p := Past{Random: middle, Interval: MinInterval}
			polls := 0
			for at := now; at.Before(now.Add(10 * day)); polls++ {
				p.Now, p.Arrivals = at, nil
				for e := start; e.Before(at); e = e.Add(gap) {
					p.Arrivals = append(p.Arrivals, e)
				}
				p.Interval, at = NextPoll(p)
			}
			entries := int(10 * day / gap)
			if polls < entries || polls > 3*entries {
				t.Errorf("%d polls for %d entries", polls, entries)
			}
		})
	}
}
