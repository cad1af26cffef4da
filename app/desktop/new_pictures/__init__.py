"""Pictures that appear by themselves: new screenshots, once each."""
