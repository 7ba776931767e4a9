package extract

import (
	"strings"
	"time"
)

// clock finds the time of day outside the date's own tokens; ok is false without one, zone is what follows it.
func (d *dateScanner) clock() (hour, mins, sec int, zone string, ok bool) {
	for i := range d.tokens {
		if i >= d.from && i < d.to {
			continue
		}
		if h, m, s, next := d.clockAt(i); next > 0 {
			h, next = d.half(h, next)
			if h > 23 {
				continue
			}
			return h, m, s, d.zoneAt(next), true
		}
	}
	return 0, 0, 0, "", false
}

// clockAt reads 14:05, 14:05:30.123, 14h05, 14.05 Uhr, 2 pm, 140530 (after a T) and 14点05.
func (d *dateScanner) clockAt(i int) (h, m, s, next int) {
	t := d.at(i)
	if t.number < 0 {
		return 0, 0, 0, 0
	}
	if len(t.text) == 6 && d.at(i-1).is("t") {
		return t.number / 10000, t.number / 100 % 100, t.number % 100, i + 1
	}
	if len(t.text) > 2 || t.number > 24 {
		return 0, 0, 0, 0
	}
	sep, minute := d.at(i+1), d.at(i+2)
	twoDigits := len(minute.text) == 2 && minute.number >= 0 && minute.number < 60
	switch {
	case (sep.is(":") || sep.is("h") || sep.is("點") || sep.is("点") || sep.is("時") || sep.is("时") || sep.is("시")) && twoDigits:
	case sep.is(".") && twoDigits && minute.glued && (d.at(i+3).is("uhr") || d.half24(i+3)):
	case sep.is("uhr"), sep.is("h") && !twoDigits, d.half24(i + 1):
		return t.number, 0, 0, i + 1
	default:
		return 0, 0, 0, 0
	}
	next = i + 3
	if s := d.at(next + 1); d.at(next).is(":") && len(s.text) == 2 && s.number >= 0 && s.number < 60 {
		next += 2
		if f := d.at(next + 1); (d.at(next).is(".") || d.at(next).is(",")) && f.glued && f.text != "" && f.text[0] <= '9' && f.text[0] >= '0' {
			return t.number, minute.number, s.number, next + 2
		}
		return t.number, minute.number, s.number, next
	}
	return t.number, minute.number, 0, next
}

// half24 tells whether am or pm stands at i, also as a.m.
func (d *dateScanner) half24(i int) bool {
	t := d.at(i)
	return t.is("am") || t.is("pm") || (t.is("a") || t.is("p")) && d.at(i+1).is(".") && d.at(i+2).is("m")
}

// half brings an hour before am or pm at i to 24 hours.
func (d *dateScanner) half(h, i int) (hour, next int) {
	if !d.half24(i) || h > 12 {
		return h % 24, i
	}
	pm := strings.HasPrefix(d.at(i).text, "p")
	if d.at(i+1).is(".") && len(d.at(i).text) == 1 {
		i += 2
		if d.at(i + 1).is(".") {
			i++
		}
	}
	h %= 12
	if pm {
		h += 12
	}
	return h, i + 1
}

// zoneAt is the zone written at i: "+0200", "z", "est", "utc+0200", or "".
func (d *dateScanner) zoneAt(i int) string {
	if d.at(i).is("(") || d.at(i).is("uhr") || d.at(i).is(",") {
		i++
	}
	name := ""
	if _, known := zones[d.at(i).text]; known {
		name = d.at(i).text
		i++
	}
	sign := d.at(i).text
	if sign == "−" {
		sign = "-"
	}
	if sign != "+" && sign != "-" {
		return name
	}
	hours, minutes := d.at(i+1), d.at(i+3)
	if !hours.glued || hours.number < 0 {
		return name
	}
	switch {
	case len(hours.text) == 4:
		return sign + hours.text
	case len(hours.text) == 2 && d.at(i+2).is(":") && len(minutes.text) == 2 && minutes.number >= 0:
		return sign + hours.text + minutes.text
	case len(hours.text) == 2:
		return sign + hours.text + "00"
	case len(hours.text) == 1:
		return sign + "0" + hours.text + "00"
	}
	return name
}

// zones are the abbreviations that news pages write, in minutes east of UTC. Where one has several meanings it is the
// most common one on news pages; et, ct, mt and pt follow American summer time.
var zones = map[string]int{
	"z": 0, "utc": 0, "gmt": 0, "wet": 0, "west": 60, "bst": 60, "cet": 60, "mez": 60, "cest": 120, "mesz": 120, "eet": 120, "eest": 180,
	"msk": 180, "trt": 180, "sast": 120, "wat": 60, "cat": 120, "eat": 180, "ist": 330, "pkt": 300, "gst": 240, "wib": 420, "ict": 420,
	"sgt": 480, "hkt": 480, "myt": 480, "pht": 480, "awst": 480, "jst": 540, "kst": 540, "acst": 570, "aest": 600, "aedt": 660,
	"nzst": 720, "nzdt": 780, "est": -300, "edt": -240, "cst": -360, "cdt": -300, "mst": -420, "mdt": -360, "pst": -480, "pdt": -420,
	"akst": -540, "akdt": -480, "hst": -600, "brt": -180, "art": -180, "clt": -240, "ast": -240, "adt": -180, "nst": -210,
	"et": -300, "ct": -360, "mt": -420, "pt": -480,
}

// zoneOf makes a location of what zoneAt found.
func zoneOf(zone string, year int, month time.Month, day int) *time.Location {
	minutes, known := zones[zone]
	if !known {
		var h, m int
		if len(zone) != 5 {
			return time.UTC
		}
		h, m = int(zone[1]-'0')*10+int(zone[2]-'0'), int(zone[3]-'0')*10+int(zone[4]-'0')
		if minutes = h*60 + m; h > 14 || m > 59 {
			return time.UTC
		}
		if zone[0] == '-' {
			minutes = -minutes
		}
	}
	if len(zone) == 2 && zone[1] == 't' && summerTime(year, month, day) {
		minutes += 60
	}
	if minutes == 0 {
		return time.UTC
	}
	return time.FixedZone("", minutes*60)
}

// summerTime tells whether the day is in American daylight time: from the second Sunday of March to the
// first of November (Energy Policy Act of 2005).
func summerTime(year int, month time.Month, day int) bool {
	start := time.Date(year, time.March, 8, 0, 0, 0, 0, time.UTC)
	start = start.AddDate(0, 0, (7-int(start.Weekday()))%7)
	end := time.Date(year, time.November, 1, 0, 0, 0, 0, time.UTC)
	end = end.AddDate(0, 0, (7-int(end.Weekday()))%7)
	t := time.Date(year, month, day, 12, 0, 0, 0, time.UTC)
	return !t.Before(start) && t.Before(end)
}
