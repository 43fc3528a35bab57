module capstan.dev/control-plane/pause

go 1.21
