package feed

import (
	"net/http"
	"slices"
	"time"
)

// Bounds of the time between two polls of a feed.
const (
	MinInterval = 15 * time.Minute
	MaxInterval = 24 * time.Hour
)

const (
	firstRetry = time.Minute // after the first failure; doubled by each further one
	maxHint    = time.Hour   // feeds with a copied TTL of a day would lose entries
	recent     = 20          // arrivals that the rhythm is taken from
)

// Past is what is known of a feed when its next poll is planned.
type Past struct {
	Now        time.Time
	Interval   time.Duration  // planned before, 0 never
	Failures   int            // in a row, this poll included; 0 it succeeded
	Status     int            // HTTP status of this poll, 0 none
	RetryAfter time.Duration  // as the server asked, 0 not
	Arrivals   []time.Time    // publication times of the feed's entries, in any order; nil when not changed
	Hint       time.Duration  // TTL of the document or max-age of the response, 0 none
	Random     func() float64 // on [0, 1), for the jitter
}

// NextPoll says how often a feed is to be asked and when next.
//
// The interval is half the mean time between the feed's 20 newest entries, or a quarter of the time since the newest
// where that is more: an outlet that sleeps is asked less, and found awake soon. Without dates, or where nothing has changed, it is the
// one before, longer by a quarter. It is never shorter than the feed's own hint (of which one hour is believed), and always from 15
// minutes to 24 hours; a tenth of it is jitter, so that feeds do not march in step.
//
// A failure leaves the interval as it is. It is tried again after about a minute, then after twice the time for each further failure up to 24
// hours; a server's Retry-After is obeyed, up to 24 hours. 410 Gone, twice in a row, waits the 24 hours at once.
func NextPoll(p Past) (interval time.Duration, at time.Time) {
	interval = min(max(p.Interval, MinInterval), MaxInterval)
	if p.Failures > 0 {
		return interval, p.Now.Add(retry(p))
	}
	if gap := rhythm(p.Now, p.Arrivals); gap > 0 {
		interval = gap
	} else if p.Interval > 0 {
		interval += interval / 4
	} else {
		interval = 4 * MinInterval
	}
	interval = max(interval, min(p.Hint, maxHint))
	interval = min(max(interval, MinInterval), MaxInterval)
	return interval, p.Now.Add(jitter(interval, MinInterval, p.Random))
}

// rhythm is the time between polls that suits the arrivals; 0 unknown.
func rhythm(now time.Time, arrivals []time.Time) time.Duration {
	times := slices.DeleteFunc(slices.Clone(arrivals), func(t time.Time) bool { return t.IsZero() || t.After(now) })
	if len(times) < 2 {
		return 0
	}
	slices.SortFunc(times, func(a, b time.Time) int { return b.Compare(a) })
	times = times[:min(len(times), recent)]
	gap := times[0].Sub(times[len(times)-1]) / time.Duration(len(times)-1)
	return max(gap/2, now.Sub(times[0])/4, 1)
}

// retry is the wait after failures.
func retry(p Past) time.Duration {
	wait := MaxInterval
	if doublings := p.Failures - 1; doublings < 11 && !(p.Status == http.StatusGone && p.Failures > 1) {
		wait = min(firstRetry<<doublings, MaxInterval)
	}
	return min(max(jitter(wait, firstRetry, p.Random), p.RetryAfter), MaxInterval)
}

// jitter varies a time by a tenth in both directions, within bounds.
func jitter(d, least time.Duration, random func() float64) time.Duration {
	spread := time.Duration((random() - 0.5) / 5 * float64(d))
	return min(max(d+spread, least), MaxInterval)
}
