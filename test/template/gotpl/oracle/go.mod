module capstan.local/gotpl-oracle

go 1.26
