window.closecallRows = {"columns":
	[["Service","link"],["Sort","text"],["Near misses on record","number"],["Evidence overdue","number"],["Manager","text"]],"facets":
	[["sort","Sort",
	[["care-home-without-nursing","Care home without nursing"]]]],"rows":
	[[["Rosewood House","../services/rosewood-house/index.html"],"Care home without nursing",2,1,"Registered manager",[0]]]};
