package machine

import (
	"fmt"
	"net"
	"strconv"
	"time"
)

// Manager is the service manager that started this process, as systemd names itself
// in the environment (sd_notify(3)). The zero value is none.
type Manager struct {
	Socket string // where it listens; "" is none
	// Watchdog is within which time it wants to hear of this process, or starts it
	// anew; 0 where it does not watch.
	Watchdog time.Duration
}

// ManagerOf reads who started this process.
func ManagerOf(getenv func(string) string) Manager {
	m := Manager{Socket: getenv("NOTIFY_SOCKET")}
	if us, err := strconv.ParseInt(getenv("WATCHDOG_USEC"), 10, 64); err == nil && us > 0 && m.Socket != "" {
		m.Watchdog = time.Duration(us) * time.Microsecond
	}
	return m
}

// Words that a manager knows.
const (
	Ready    = "READY=1"
	Alive    = "WATCHDOG=1"
	Stopping = "STOPPING=1"
)

// Tell says a word to the manager; where there is none it does nothing.
func (m Manager) Tell(word string) error {
	if m.Socket == "" {
		return nil
	}
	c, err := net.DialUnix("unixgram", nil, &net.UnixAddr{Name: m.Socket, Net: "unixgram"})
	if err != nil {
		return fmt.Errorf("tell the service manager: %w", err)
	}
	defer c.Close()
	if _, err := c.Write([]byte(word)); err != nil {
		return fmt.Errorf("tell the service manager: %w", err)
	}
	return nil
}
