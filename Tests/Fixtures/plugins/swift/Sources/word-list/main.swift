import RecuaProgram
import WordListPlugin

await PluginProgram(WordListPlugin()).main()
