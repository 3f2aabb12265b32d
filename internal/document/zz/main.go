package main

import (
	"bytes"
	"fmt"
	"os"
	"phendau/internal/document"
	"phendau/internal/paper"
	"phendau/internal/paper/papertest"
	"time"
)

func main() {
	for n, d := range map[string]*paper.Document{"state": papertest.State(), "front": papertest.Front(), "army": papertest.Army(), "long": papertest.Long(20)} {
		for _, f := range os.Args[1:] {
			var b bytes.Buffer
			t := time.Now()
			err := document.Write(&b, document.Format(f), d)
			fmt.Println(n, f, time.Since(t), b.Len(), err, document.FileName(d, document.Format(f)))
			os.WriteFile("/tmp/out/"+n+"."+f, b.Bytes(), 0644)
		}
	}
}
