// A stand-in for MongoDB, whose own server is in no Go module: FerretDB over SQLite answers its protocol on its port and
// keeps its data in its folder. It asks nobody for a password and knows no replica sets.
package main

import (
	"context"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"github.com/FerretDB/FerretDB/ferretdb"
)

func main() {
	listen := flag.String("listen", ":27017", "the address to answer on")
	folder := flag.String("dbpath", "/data/db", "the folder of the data, which exists")
	flag.Parse()
	if err := serve(*listen, *folder); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func serve(listen, folder string) error {
	// FerretDB notes which databases there are in the folder it runs in.
	if err := os.Chdir(folder); err != nil {
		return err
	}
	server, err := ferretdb.New(&ferretdb.Config{
		Listener:  ferretdb.ListenerConfig{TCP: listen},
		Logger:    slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelInfo})),
		Handler:   "sqlite",
		SQLiteURL: "file:./",
	})
	if err != nil {
		return err
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	return server.Run(ctx)
}
