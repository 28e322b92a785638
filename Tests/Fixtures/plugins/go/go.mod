module word-list

go 1.19
