import RecuaCLI

await Recua.main()
