package feed

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

func utc(y, m, d, h, min, s int) time.Time {
	return time.Date(y, time.Month(m), d, h, min, s, 0, time.UTC)
}

// dates are the ways in which feeds write dates. All of a group are the same moment.
var dates = []struct {
	want  time.Time
	dates string
}{
	{utc(2024, 10, 1, 6, 30, 0), `
			Tue, 01 Oct 2024 06:30:00 GMT
			Tue, 01 Oct 2024 08:30:00 +0200
			Tue, 1 Oct 2024 08:30:00 +0200
			Tue, 1 Oct 2024 8:30:00 +0200
			Tue, 01 Oct 24 08:30:00 +0200
			Tue, 01 Oct 2024 08:30 +0200
			Tue,01 Oct 2024 08:30:00 +0200
			Tue , 01 Oct 2024 08:30:00 +0200
			Tue 01 Oct 2024 08:30:00 +0200
			01 Oct 2024 08:30:00 +0200
			1 Oct 2024 08:30:00+0200
			Tue, 01 Oct 2024 08:30:00 +02:00
			Tue, 01 Oct 2024 08:30:00+02:00
			Tue, 01 Oct 2024 08:30:00 +200
			Tue, 01 Oct 2024 08:30:00 +02
			Tue, 01 Oct 2024 08:30:00 +2
			Tue, 01 Oct 2024 08:30:00 GMT+0200
			Tue Oct 01 2024 08:30:00 GMT+0200 (Central European Summer Time)
			Tue Oct 01 2024 08:30:00 GMT+0200 (CEST)
			Tue, 01 Oct 2024 08:30:00 UTC+2
			Tue, 01 Oct 2024 08:30:00 CEST
			Tue, 01 Oct 2024 08:30:00 MESZ
			Tue, 01 Oct 2024 06:30:00 UT
			Tue, 01 Oct 2024 06:30:00 UTC
			Tue, 01 Oct 2024 06:30:00 Z
			Tue, 01 Oct 2024 06:30:00
			Tue, 01 Oct 2024 06:30
			Tue, 01 Oct 2024 06:30:00 +0000 (UTC)
			Tue, 01 Oct 2024 06:30:00 -0000
			Tue, 01 Oct 2024 06:30:00 --0000
			Tue, 01 Oct 2024 02:30:00 EDT
			Tue, 01 Oct 2024 01:30:00 EST
			Tue, 01 Oct 2024 01:30:00 CDT
			Tue, 01 Oct 2024 00:30:00 MDT
			Mon, 30 Sep 2024 23:30:00 PDT
			Mon, 30 Sep 2024 22:30:00 PST
			Tue, 01 Oct 2024 02:30:00 -0400
			Tue, 01 Oct 2024 02:30:00 -04:00
			Tue, 01 Oct 2024 07:30:00 BST
			Tue, 01 Oct 2024 09:30:00 EEST
			Tue, 01 Oct 2024 09:30:00 MSK
			Tue, 01 Oct 2024 12:00:00 IST
			Tue, 01 Oct 2024 14:30:00 HKT
			Tue, 01 Oct 2024 15:30:00 JST
			Tue, 01 Oct 2024 16:30:00 AEST
			Tuesday, 01 October 2024 06:30:00 GMT
			Tuesday, October 1, 2024 6:30 AM
			Tuesday, October 01, 2024 06:30 AM
			Tuesday, 1st of October 2024 6:30 a.m.
			October 1, 2024 6:30:00 am
			October 1, 2024, 6:30 a.m.
			Oct 1, 2024 6:30 AM UTC
			Oct. 1, 2024 06:30
			Oct 1 2024 06:30:00
			Tue Oct  1 06:30:00 2024
			Tue Oct 1 06:30:00 UTC 2024
			Tue Oct 1 02:30:00 EDT 2024
			Tue Oct 01 06:30:00 +0000 2024
			Tuesday, 01-Oct-24 06:30:00 UTC
			01-Oct-2024 06:30:00
			01-Oct-2024 06:30:00 GMT
			1/Oct/2024:06:30:00 +0000
			2024 October 1 06:30
			2024-10-01T06:30:00Z
			2024-10-01T06:30:00.000Z
			2024-10-01T06:30Z
			2024-10-01t06:30:00z
			2024-10-01T08:30:00+02:00
			2024-10-01T08:30:00+0200
			2024-10-01T08:30:00+02
			2024-10-01T08:30+02:00
			2024-10-01T08:30:00 +02:00
			2024-10-01T06:30:00
			2024-10-01T06:30
			2024-10-1T6:30:00Z
			2024-10-01 06:30:00
			2024-10-01 06:30
			2024-10-01 06:30:00 UTC
			2024-10-01 06:30:00.0
			2024-10-01 06:30:00Z
			2024-10-01 08:30:00 +0200
			2024-10-01 08:30:00+02:00
			2024-10-01 08:30:00 CEST
			2024-10-01, 06:30
			2024-10-01 at 06:30:00
			2024/10/01 06:30:00
			2024/10/1 6:30
			2024.10.01 06:30
			20241001T063000Z
			20241001T0830+0200
			20241001063000
			202410010630
			2024-275T06:30:00Z
			2024-W40-2T06:30:00Z
			2024W402 06:30
			10/1/2024 6:30:00 AM
			10/01/2024 06:30
			10/01/2024 - 06:30
			1.10.2024 06:30
			01.10.2024, 06:30
			01.10.2024 - 06:30
			01.10.2024 06:30:00
			01-10-2024 06:30:00
			06:30 01.10.2024
			08:30 01.10.2024 +0200
			Die, 01 Okt 2024 08:30:00 +0200
			Di, 1. Oktober 2024 06:30
			Dienstag, 1. Oktober 2024 - 06:30 Uhr
			mar., 01 oct. 2024 08:30:00 +0200
			mar, 01 oct 2024 06:30:00 GMT
			mardi 1 octobre 2024 06h30
			1er octobre 2024 à 06:30
			martes, 1 de octubre de 2024 06:30
			mar, 01 ott 2024 06:30
			terça-feira, 1 de outubro de 2024 06:30
			1 out 2024 06:30
			1 oktober 2024 06:30
			1. október 2024 06:30
			1 października 2024 06:30
			1. října 2024 6:30
			2024. október 1. 06:30
			1 Ekim 2024 Salı 06:30
			Вт, 01 окт 2024 06:30:00 +0000
			1 октября 2024 06:30
			1 жовтня 2024, 06:30
			1 Οκτωβρίου 2024 06:30
			1 أكتوبر 2024 06:30
			١ أكتوبر ٢٠٢٤ ٠٦:٣٠
			1 אוקטובר 2024 06:30
			1 अक्टूबर 2024 06:30
			1 ตุลาคม 2567 06:30
			2024年10月1日 06:30
			2024年10月1日6时30分
			2024年10月1日 上午6:30
			2024年10月01日 06時30分00秒
			2024년 10월 1일 오전 6:30
			2024. 10. 1. 오전 6:30
			1727764200
			1727764200000`},
	{utc(2024, 10, 1, 18, 30, 0), `
			Tuesday, October 1, 2024 6:30 PM
			10/1/2024 6:30:00 PM
			Oct 1, 2024 6:30 p.m.
			Oct 1, 2024 6:30pm
			2024年10月1日 下午6:30
			2024년 10월 1일 오후 6:30`},
	{utc(2024, 10, 1, 18, 0, 0), "Oct 1, 2024 6 PM\nOct 1, 2024 6pm\n6 pm, October 1, 2024"},
	{utc(2024, 10, 1, 0, 0, 0), `
			2024-10-01
			2024/10/01
			20241001
			2024275
			1 Oct 2024
			01-Oct-24
			Oct 1, 2024
			October 1st, 2024
			October 2024
			2024-10
			1.10.2024
			10/1/2024
			Tue, 01 Oct 2024
			Tue, 01 Oct 2024 12:00 AM
			Tue, 30 Sep 2024 24:00:00`},
	{utc(2024, 10, 31, 0, 0, 0), "31/10/2024\n10/31/2024\n31.10.2024\n31-10-2024\n2024-10-31\n31 oct 2024\n31/10/24"},
	{utc(2024, 1, 1, 0, 0, 0), "2024\n2024-01\n2024-01-01"},
	{utc(1999, 12, 31, 23, 59, 59), "Fri, 31 Dec 99 23:59:60 GMT\nFri, 31 Dec 1999 23:59:59 GMT\n99-12-31 23:59:59"},
	{utc(2124, 10, 1, 8, 30, 0), "Sun, 01 Oct 2124 08:30:00 GMT"},
	{utc(1970, 1, 1, 0, 0, 0), "Thu, 01 Jan 1970 00:00:00 GMT"},
	{time.Time{}, `
			not a date
			yesterday
			5 minutes ago
			12:30
			Tue
			October
			Oct 1
			2024-13-01
			2024-02-30
			32 Jan 2024
			0000-00-00 00:00:00
			+0200
			:::
			99999999999999999999
			2024-W60-1
			{{ date }}`},
}

// TIME-01: dates of every form are read.
func TestTIME01_dates(t *testing.T) {
	for _, tt := range dates {
		for date := range strings.Lines(tt.dates) {
			if date = strings.TrimSpace(date); date == "" {
				continue
			}
			t.Run(date, func(t *testing.T) {
				if got := Date(date); !got.Equal(tt.want) {
					t.Errorf("got %v, want %v", got, tt.want)
				}
			})
		}
	}
}

// TIME-01: every layout that machines write is read back to the second, whatever the day.
func TestTIME01_layouts(t *testing.T) {
	layouts := []string{
		time.RFC1123Z, time.RFC3339, time.RFC3339Nano, time.RubyDate, "Mon, 2 Jan 2006 15:04:05 -0700", "2 January 2006 15:04:05 -07:00",
		"January 2, 2006 3:04:05 PM -0700", "2006-01-02 15:04:05 -0700", "2006-01-02T15:04:05-0700", "20060102T150405-0700", "20060102150405-0700",
		"Mon Jan 02 2006 15:04:05 GMT-0700", "02.01.2006 15:04:05 -0700", "2006/01/02 15:04:05 -0700", "Monday, 02-Jan-06 15:04:05 -0700",
		"2006-002T15:04:05-0700", "15:04:05 -0700 2 Jan 2006", "Jan 2, 2006, 15:04:05 -0700", "02-Jan-2006 15:04:05 -0700",
	}
	for _, layout := range layouts {
		t.Run(layout, func(t *testing.T) {
			for i := range 400 {
				zone := time.FixedZone("", (i%27-12)*3600+i%4*900)
				want := time.Date(2004, 1, 1, 0, 0, 0, 0, zone).Add(time.Duration(i) * 1_234_567 * time.Second)
				if got := Date(want.Format(layout)); !got.Equal(want) {
					t.Fatalf("%s: got %v, want %v", want.Format(layout), got, want.UTC())
				}
			}
		})
	}
}

func TestMonths(t *testing.T) {
	for i, name := range strings.Fields("jan feb mar apr may jun jul aug sep oct nov dec") {
		full := strings.ToLower(time.Month(i + 1).String())
		if months[name] != i+1 || months[full] != i+1 {
			t.Errorf("%s is %d, %s is %d", name, months[name], full, months[full])
		}
	}
}

func ExampleDate() {
	fmt.Println(Date("Die, 01 Okt 2024 08:30:00 +0200"))
	// Output: 2024-10-01 06:30:00 +0000 UTC
}
