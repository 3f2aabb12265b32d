package soak

import (
	"errors"
	"io"
	"math/rand/v2"
	"net"
	"sync"
	"sync/atomic"
	"time"
)

// proxy is the bad network between phones and server: connections are slow,
// cut in either direction after some bytes, or stall without a word.
type proxy struct {
	l      net.Listener
	target func() string
	rough  atomic.Bool
	// cut, stalled and whole count connections by their fate.
	cut, stalled, whole atomic.Int64
	wg                  sync.WaitGroup
}

// stall is how long a connection lies dead before the proxy drops it; longer
// than the phones wait.
const stall = 3 * time.Second

func newProxy(target func() string) (*proxy, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	p := &proxy{l: l, target: target}
	p.rough.Store(true)
	p.wg.Go(p.accept)
	return p, nil
}

func (p *proxy) url() string { return "http://" + p.l.Addr().String() }

func (p *proxy) close() error {
	err := p.l.Close()
	p.wg.Wait()
	return err
}

func (p *proxy) accept() {
	for {
		c, err := p.l.Accept()
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err != nil {
			continue
		}
		p.wg.Go(func() { p.carry(c.(*net.TCPConn)) })
	}
}

// carry connects one phone with a server and lets fate have its way.
func (p *proxy) carry(c *net.TCPConn) {
	defer c.Close()
	up, down := int64(-1), int64(-1)
	if p.rough.Load() {
		time.Sleep(time.Duration(rand.IntN(30)) * time.Millisecond)
		switch n := rand.IntN(100); {
		case n < 8:
			up = rand.Int64N(2000)
		case n < 18:
			down = rand.Int64N(4000)
		case n < 20:
			p.stalled.Add(1)
			_ = c.SetReadDeadline(time.Now().Add(stall))
			_, _ = io.Copy(io.Discard, c)
			reset(c)
			return
		}
	}
	s, err := net.Dial("tcp", p.target())
	if err != nil {
		reset(c) // the server is down
		return
	}
	defer s.Close()
	if up < 0 && down < 0 {
		p.whole.Add(1)
	} else {
		p.cut.Add(1)
	}
	join(c, s.(*net.TCPConn), up, down)
}

// join copies both ways until one side ends; a limit cuts both at once.
func join(c, s *net.TCPConn, up, down int64) {
	done := make(chan struct{}, 2)
	pass := func(to, from *net.TCPConn, limit int64) {
		var src io.Reader = from
		if limit >= 0 {
			src = io.LimitReader(from, limit)
		}
		n, _ := io.Copy(to, src)
		if n == limit {
			reset(to)
			reset(from)
		} else {
			_ = to.CloseWrite()
		}
		done <- struct{}{}
	}
	go pass(s, c, up)
	go pass(c, s, down)
	<-done
	<-done
}

// reset ends a connection without the courtesy of a goodbye.
func reset(c *net.TCPConn) {
	_ = c.SetLinger(0)
	_ = c.Close()
}
