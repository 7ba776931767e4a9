// Package config reads the settings of an instance: a file, then the environment, then flags, the
// later one winning, validated once. It knows nothing of the rest of the program.
package config

import (
	"cmp"
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"os"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/go-viper/mapstructure/v2"
	"github.com/knadh/koanf/parsers/yaml"
	"github.com/knadh/koanf/providers/file"
	"github.com/knadh/koanf/providers/structs"
	"github.com/knadh/koanf/v2"
)

// Roles are the parts of the work that a process can do.
var Roles = []string{"web", "fetch", "cluster", "analyse", "deliver"}

// Config is every setting. The names in quotes are those of the file; in the environment fetch.host_delay
// is PARALLAX_FETCH_HOST_DELAY.
type Config struct {
	Addr     string   `koanf:"addr"`     // to listen on, host:port
	Data     string   `koanf:"data"`     // folder of the database and of what belongs to it
	Database string   `koanf:"database"` // postgres:// URL; empty: SQLite in Data
	Roles    []string `koanf:"roles"`    // empty: all
	Site     Site     `koanf:"site"`
	Fetch    Fetch    `koanf:"fetch"`
	Keep     Keep     `koanf:"keep"`
	Web      Web      `koanf:"web"`
	Log      Log      `koanf:"log"`
}

// Site is what readers see of the instance.
type Site struct {
	Name     string `koanf:"name"`
	URL      string `koanf:"url"`      // public base address; empty: http:// and Addr
	Operator string `koanf:"operator"` // who runs it, for the page about this instance
	Contact  string `koanf:"contact"`  // e-mail or address, also in the User-Agent
	Edition  string `koanf:"edition"`  // file of an edition; empty: the built-in one
	Notice   string `koanf:"notice"`   // a line on top of every page, e.g. that this is a trial
}

// Fetch is how outlets are visited.
type Fetch struct {
	UserAgent     string        `koanf:"user_agent"`      // empty: Parallax/VERSION (+contact)
	HTTPProxy     string        `koanf:"http_proxy"`      // default: HTTP_PROXY of the environment
	HTTPSProxy    string        `koanf:"https_proxy"`     // default: HTTPS_PROXY of the environment
	NoProxy       string        `koanf:"no_proxy"`        // default: NO_PROXY of the environment
	CAFile        string        `koanf:"ca_file"`         // PEM certificates trusted beside the system's; default: SSL_CERT_FILE
	Hosts         int           `koanf:"hosts"`           // visited at the same time
	InFlight      int           `koanf:"in_flight"`       // requests at the same time
	HostDelay     time.Duration `koanf:"host_delay"`      // between two requests to a host that asks for none
	MaxCrawlDelay time.Duration `koanf:"max_crawl_delay"` // longest Crawl-delay that is kept; longer ones count as this
	MinInterval   time.Duration `koanf:"min_interval"`    // between two polls of a feed
	MaxInterval   time.Duration `koanf:"max_interval"`
	Retry         time.Duration `koanf:"retry"`          // first back-off of a broken feed or page; doubles
	AllowNetworks []string      `koanf:"allow_networks"` // private networks that may be visited; only from the environment
}

// Keep is how long things stay.
type Keep struct {
	Text   time.Duration `koanf:"text"`   // full text of articles, for analysis only
	Window time.Duration `koanf:"window"` // how long a story can still take in articles
}

// Web is how pages are served.
type Web struct {
	CacheMB int `koanf:"cache_mb"` // memory of the page cache; 0 renders every page anew
}

// Log is how the program tells what it does.
type Log struct {
	Level  string `koanf:"level"`  // debug, info, warn, error
	Format string `koanf:"format"` // text or json
}

// Default is the configuration of an instance about which nothing was said.
func Default() Config {
	return Config{
		Addr: "127.0.0.1:8080",
		Data: "data",
		Site: Site{Name: "Parallax"},
		Fetch: Fetch{
			Hosts: 128, InFlight: 32, HostDelay: 2 * time.Second, MaxCrawlDelay: 5 * time.Minute,
			MinInterval: 15 * time.Minute, MaxInterval: 24 * time.Hour, Retry: time.Minute,
		},
		Keep: Keep{Text: 7 * 24 * time.Hour, Window: 14 * 24 * time.Hour},
		Web:  Web{CacheMB: 64},
		Log:  Log{Level: "info", Format: "text"},
	}
}

// Load reads the file (none when name is empty), then the environment (as os.Environ lists it). A key that
// does not exist, in either, is an error that names it. Flags are the caller's to set; Validate comes after them.
func Load(name string, environ []string) (Config, error) {
	k := koanf.New(".")
	if err := k.Load(structs.Provider(Default(), "koanf"), nil); err != nil {
		return Config{}, fmt.Errorf("loading the defaults: %w", err)
	}
	known := k.Keys()
	if name != "" {
		f := koanf.New(".")
		if err := f.Load(file.Provider(name), yaml.Parser()); err != nil {
			return Config{}, fmt.Errorf("%s: %w", name, err)
		}
		for _, key := range f.Keys() {
			if !slices.Contains(known, key) {
				return Config{}, fmt.Errorf("%s: unknown key %q%s", name, key, suggestion(key, known))
			}
		}
		if f.Exists("fetch.allow_networks") {
			return Config{}, fmt.Errorf("%s: fetch.allow_networks opens private networks and is taken from the environment only (PARALLAX_FETCH_ALLOW_NETWORKS)", name)
		}
		if err := k.Merge(f); err != nil {
			return Config{}, fmt.Errorf("%s: %w", name, err)
		}
	}
	if err := environment(k, known, environ); err != nil {
		return Config{}, err
	}
	var c Config
	err := k.UnmarshalWithConf("", &c, koanf.UnmarshalConf{DecoderConfig: &mapstructure.DecoderConfig{
		Result: &c, WeaklyTypedInput: true, ErrorUnused: true,
		DecodeHook: mapstructure.ComposeDecodeHookFunc(
			durationHook, mapstructure.StringToSliceHookFunc(",")),
	}})
	if err != nil {
		return Config{}, fmt.Errorf("%s: %w", cmp.Or(name, "environment"), err)
	}
	return c, nil
}

// prefix begins the names of our variables in the environment.
const prefix = "PARALLAX_"

func environment(k *koanf.Koanf, known, environ []string) error {
	names := map[string]string{}
	for _, key := range known {
		names[prefix+strings.ToUpper(strings.ReplaceAll(key, ".", "_"))] = key
	}
	for _, line := range environ {
		name, value, _ := strings.Cut(line, "=")
		if !strings.HasPrefix(name, prefix) || strings.HasPrefix(name, prefix+"TEST_") {
			continue
		}
		key, ok := names[name]
		if !ok {
			return fmt.Errorf("environment: unknown setting %s", name)
		}
		if err := k.Set(key, value); err != nil {
			return fmt.Errorf("environment: %s: %w", name, err)
		}
	}
	for key, names := range map[string][]string{
		"fetch.http_proxy":  {"HTTP_PROXY", "http_proxy"},
		"fetch.https_proxy": {"HTTPS_PROXY", "https_proxy"},
		"fetch.no_proxy":    {"NO_PROXY", "no_proxy"},
		"fetch.ca_file":     {"SSL_CERT_FILE"},
	} {
		if k.String(key) != "" {
			continue
		}
		for _, line := range environ {
			if name, value, _ := strings.Cut(line, "="); slices.Contains(names, name) && value != "" {
				if err := k.Set(key, value); err != nil {
					return fmt.Errorf("environment: %s: %w", name, err)
				}
			}
		}
	}
	return nil
}

// durationHook reads "90s", "15m", "24h", and a bare 0.
func durationHook(from, to reflect.Type, v any) (any, error) {
	if to != reflect.TypeFor[time.Duration]() {
		return v, nil
	}
	switch v := v.(type) {
	case string:
		return time.ParseDuration(v)
	case int:
		if v != 0 {
			return nil, fmt.Errorf("%d needs a unit: %ds, %dm or %dh", v, v, v, v)
		}
		return time.Duration(0), nil
	}
	return v, nil
}

// suggestion names the known key whose last part is the same, if there is one.
func suggestion(key string, known []string) string {
	last := key[strings.LastIndexByte(key, '.')+1:]
	for _, k := range known {
		if k[strings.LastIndexByte(k, '.')+1:] == last {
			return fmt.Sprintf("; do you mean %q?", k)
		}
	}
	return "; known are " + strings.Join(known, ", ")
}

// Validate checks the whole configuration and lists everything that is wrong with it. It fills in
// what depends on other settings.
func (c *Config) Validate() error {
	var bad []error
	check := func(ok bool, format string, args ...any) {
		if !ok {
			bad = append(bad, fmt.Errorf(format, args...))
		}
	}
	check(strings.Contains(c.Addr, ":"), "addr: %q is not host:port", c.Addr)
	check(c.Data != "", "data: a folder is needed")
	if c.Database != "" {
		u, err := url.Parse(c.Database)
		check(err == nil && (u.Scheme == "postgres" || u.Scheme == "postgresql"), "database: a postgres:// URL is needed; leave it empty for SQLite in the data folder")
	}
	for _, r := range c.Roles {
		check(slices.Contains(Roles, r), "roles: %q is none; there are %s", r, strings.Join(Roles, ", "))
	}
	if len(c.Roles) == 0 {
		c.Roles = slices.Clone(Roles)
	}
	if c.Database == "" {
		for _, r := range Roles {
			check(slices.Contains(c.Roles, r), "roles: SQLite serves one process that does everything; role %s is missing. Use PostgreSQL (database) to split roles", r)
		}
	}
	if c.Site.URL == "" {
		c.Site.URL = "http://" + c.Addr
	}
	u, err := url.Parse(c.Site.URL)
	check(err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" && u.RawQuery == "" && u.Fragment == "", "site.url: %q is no http(s) address", c.Site.URL)
	c.Site.URL = strings.TrimRight(c.Site.URL, "/")
	check(c.Fetch.Hosts > 0 && c.Fetch.InFlight > 0, "fetch.hosts and fetch.in_flight must be at least 1")
	check(c.Fetch.HostDelay >= 0 && c.Fetch.MaxCrawlDelay >= 0 && c.Fetch.Retry > 0, "fetch: delays must not be negative, retry must be more than 0")
	check(c.Fetch.MinInterval > 0 && c.Fetch.MinInterval <= c.Fetch.MaxInterval, "fetch.min_interval must be more than 0 and at most max_interval")
	for _, n := range c.Fetch.AllowNetworks {
		_, err := netip.ParsePrefix(n)
		check(err == nil, "fetch.allow_networks: %q is no network like 127.0.0.0/8", n)
	}
	if c.Fetch.CAFile != "" {
		_, err := os.Stat(c.Fetch.CAFile)
		check(err == nil, "fetch.ca_file: %v", err)
	}
	check(c.Keep.Text > 0 && c.Keep.Window > 0, "keep.text and keep.window must be more than 0")
	check(c.Web.CacheMB >= 0, "web.cache_mb must not be negative")
	check(slices.Contains([]string{"debug", "info", "warn", "error"}, c.Log.Level), "log.level: %q is none of debug, info, warn, error", c.Log.Level)
	check(slices.Contains([]string{"text", "json"}, c.Log.Format), "log.format: %q is neither text nor json", c.Log.Format)
	return errors.Join(bad...)
}
